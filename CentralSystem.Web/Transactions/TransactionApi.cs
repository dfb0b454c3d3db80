using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.MeterValues;

namespace CentralSystem.Web.Transactions;

/// <summary>Transactions and their meter values over REST.</summary>
internal static class TransactionApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapTransactions()
        {
            api.MapGet("/transactions", (
                [AsParameters] TransactionFilter filter, [AsParameters] PageQuery page, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.ListAsync(filter, page, cancellationToken));
            api.MapGet("/transactions/{transactionId:int}", (int transactionId, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.GetAsync(transactionId, cancellationToken));
            api.MapGet("/transactions/{transactionId:int}/meter-values", async (
                int transactionId, [AsParameters] PageQuery page, TransactionReader transactions, MeterValueReader meterValues, CancellationToken cancellationToken) =>
            {
                var transaction = await transactions.GetAsync(transactionId, cancellationToken);
                return await meterValues.OfTransactionAsync(transaction.TransactionId, page, cancellationToken);
            });
            api.MapGet("/charge-points/{chargePointId}/meter-values", (
                string chargePointId, [AsParameters] MeterValueFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory, MeterValueReader meterValues,
                CancellationToken cancellationToken) =>
                meterValues.OfChargePointAsync(directory.GetEvenRemoved(chargePointId), filter, page, cancellationToken));
            api.MapGet("/unmatched-messages", (
                string? chargePointId, [AsParameters] PageQuery page, TransactionReader transactions, CancellationToken cancellationToken) =>
                transactions.UnmatchedAsync(chargePointId, page, cancellationToken));
        }
    }
}
