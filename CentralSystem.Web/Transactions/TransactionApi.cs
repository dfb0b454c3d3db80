using CentralSystem.Web.Api;
using CentralSystem.Web.MeterValues;

namespace CentralSystem.Web.Transactions;

/// <summary>Transactions, what does not fit any, and what an operator does about it, over REST.</summary>
internal static class TransactionApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapTransactions()
        {
            MapReads(api);
            MapCorrections(api);
            MapUnmatchedMessages(api);
            MapAnomalies(api);
        }
    }

    private static void MapReads(RouteGroupBuilder api)
    {
        api.MapGet("/transactions/totals", ([AsParameters] TransactionFilter filter, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.TotalsAsync(filter, cancellationToken))
            .WithSummary("Number, energy and duration of all transactions of a filter");
        api.MapGet("/transactions/{transactionId:int}", (int transactionId, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.GetAsync(transactionId, cancellationToken))
            .WithSummary("One transaction, with its original figures and how its energy was found");
        api.MapGet("/transactions/{transactionId:int}/meter-values", async (
                int transactionId, [AsParameters] OldestFirst order, [AsParameters] PageQuery page, TransactionReader transactions, MeterValueReader meterValues,
                CancellationToken cancellationToken) =>
            {
                await transactions.ExistsAsync(transactionId, cancellationToken);
                return await meterValues.OfTransactionAsync(transactionId, order.Value, page, cancellationToken);
            })
            .WithSummary("Meter values of a transaction, in the order they came unless asked otherwise");
    }

    private static void MapCorrections(RouteGroupBuilder api)
    {
        api.MapGet("/transactions/{transactionId:int}/corrections", (
                int transactionId, [AsParameters] NewestFirst order, [AsParameters] PageQuery page, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.CorrectionsAsync(transactionId, order.Value, page, cancellationToken))
            .WithSummary("What was changed of a transaction");
        api.MapPost("/transactions/{transactionId:int}/corrections", async (
                int transactionId, JsonInput<CorrectionInput> input, ExpectedRevision expected, TransactionCorrections corrections, TransactionReader transactions,
                CancellationToken cancellationToken) =>
            {
                await corrections.CorrectAsync(transactionId, input.Value, expected);
                return await transactions.GetAsync(transactionId, cancellationToken);
            })
            .Produces<TransactionView>()
            .WithSummary("Corrects a transaction, or ends one whose stop never came");
    }

    private static void MapUnmatchedMessages(RouteGroupBuilder api)
    {
        api.MapGet("/unmatched-messages", (
                [AsParameters] UnmatchedMessageFilter filter, [AsParameters] PageQuery page, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.UnmatchedAsync(filter, page, cancellationToken))
            .WithSummary("Transaction messages that fit no transaction");
        api.MapPost("/unmatched-messages/{messageId:long}/assign", async (
                long messageId, JsonInput<AssignInput> input, UnmatchedMessages messages, TransactionReader transactions, CancellationToken cancellationToken) =>
            {
                await messages.AssignAsync(messageId, input.Value.TransactionId, input.Value.Note);
                return await transactions.GetAsync(input.Value.TransactionId, cancellationToken);
            })
            .Produces<TransactionView>()
            .WithSummary("Treats a message as if it had named this transaction");
        api.MapPost("/unmatched-messages/{messageId:long}/dismiss", async (long messageId, JsonInput<NoteInput> input, UnmatchedMessages messages) =>
            {
                await messages.DismissAsync(messageId, input.Value.Note);
                return TypedResults.NoContent();
            })
            .WithSummary("Takes a message out of the list without assigning it");
    }

    private static void MapAnomalies(RouteGroupBuilder api)
    {
        api.MapGet("/anomalies", ([AsParameters] AnomalyFilter filter, [AsParameters] PageQuery page, AnomalyInbox anomalies, CancellationToken cancellationToken) =>
                anomalies.ListAsync(filter, page, cancellationToken))
            .WithSummary("What did not fit and waits for an operator");
        api.MapPost("/anomalies/{anomalyId:long}/acknowledge", (long anomalyId, JsonInput<NoteInput> input, AnomalyInbox anomalies) =>
                anomalies.AcknowledgeAsync(anomalyId, input.Value.Note))
            .WithSummary("Takes an anomaly out of the inbox");
    }
}
