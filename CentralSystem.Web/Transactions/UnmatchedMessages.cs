using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Transactions;

/// <summary>An operator places messages that fit no transaction, or dismisses them. The rows stay: they keep a repetition from coming again.</summary>
internal sealed class UnmatchedMessages(
    GroupCommitWriter writer, ChargePointDirectory directory, IdTagJudge judge, EnergyBudgets budgets, SampleKinds kinds, NewestMeterValueAtStart newestAtStart,
    LateMeterValues lateMeterValues, TimeProvider time)
{
    /// <summary>Treats the message as if it had named this transaction.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> 404; 409 when it is settled, or the transaction is another Charge Point's or has its own stop.</remarks>
    public async Task AssignAsync(long messageId, int transactionId, string? note) =>
        await writer.WriteAsync(new SettleWrite(this, messageId, transactionId, note, Caller.Current, time.GetUtcNow()));

    public async Task DismissAsync(long messageId, string? note) =>
        await writer.WriteAsync(new SettleWrite(this, messageId, null, note, Caller.Current, time.GetUtcNow()));

    private sealed class SettleWrite(UnmatchedMessages owner, long messageId, int? transactionId, string? note, Caller caller, DateTimeOffset at) : StoreWrite<bool>
    {
        private StopTransactionWrite? _stop;
        private int _late;

        public override void Apply(StoreSession session)
        {
            (_stop, _late) = (null, 0);
            using var db = session.OpenContext();
            var message = db.UnmatchedMessages.AsTracking().SingleOrDefault(m => m.Id == messageId) ?? throw Problems.NotFound($"There is no unmatched message {messageId}.");
            if (message.SettledAt is not null)
            {
                throw Settled($"It was settled by {message.SettledBy}.");
            }

            if (transactionId is { } id)
            {
                Assign(session, db, message, id);
            }

            (message.SettledAt, message.SettledBy, message.AssignedTransactionId, message.Note) = (at, caller.Name, transactionId, note);
            var subject = Anomalies.Subject("unmatched-messages", messageId);
            foreach (var anomaly in db.Anomalies.AsTracking().Where(a => a.Subject == subject && a.AcknowledgedAt == null))
            {
                (anomaly.AcknowledgedAt, anomaly.AcknowledgedBy, anomaly.Note) = (at, caller.Name, note);
            }

            db.Audit(caller, at, transactionId is null ? "unmatched-message.dismissed" : "unmatched-message.assigned", subject, new { transactionId, note });
            db.SaveChanges();
        }

        public override void OnCommitted()
        {
            _stop?.OnCommitted();
            if (_late > 0)
            {
                owner.LateMeterValues.Add(_late);
            }
        }

        private void Assign(StoreSession session, CentralSystemDbContext db, UnmatchedMessage message, int id)
        {
            var transaction = db.Transactions.AsNoTracking().SingleOrDefault(t => t.TransactionId == id) ?? throw Problems.NotFound($"There is no transaction {id}.");
            if (transaction.ChargePointKey != message.ChargePointKey)
            {
                throw Settled($"Transaction {id} is another charge point's.");
            }

            if (message.Action == StopTransactionRequest.Action)
            {
                if (transaction.StopReceivedAt is not null && !LateStop.IsGuess(transaction.Flags))
                {
                    throw Settled($"Transaction {id} has its own StopTransaction.");
                }

                var stop = Read<StopTransactionRequest>(message) with { TransactionId = id };
                var isUndated = stop.Timestamp == UnmatchedMessage.Undated;
                _stop = new StopTransactionWrite(
                    owner.Directory.Find(message.ChargePointKey)!,
                    StopTransactionWrite.Dated(isUndated ? message.ReceivedAt : stop.Timestamp, stop, UnmatchedMessage.Undated, message.ReceivedAt), owner.Kinds, owner.NewestAtStart,
                    message.ReceivedAt, isUndated ? TransactionFlags.UnreadableTimestamp : TransactionFlags.None)
                {
                    Judge = owner.Judge,
                    Budgets = owner.Budgets,
                };
                _stop.Apply(session);
                return;
            }

            var values = Read<MeterValuesRequest>(message);
            var timestamps = values.MeterValue.Select(v => v.Timestamp).ToList();
            db.MeterValues
                .Where(v => timestamps.Contains(v.Timestamp) && v.ChargePointKey == message.ChargePointKey && v.ConnectorId == values.ConnectorId && v.TransactionId == null)
                .ExecuteUpdate(set => set.SetProperty(v => v.TransactionId, (int?)id));
            if (transaction.StopReceivedAt is not null)
            {
                _late = id;
                TransactionRows.AddFlags(session, owner.Directory.Find(message.ChargePointKey)!, id, TransactionFlags.LateMeterValues, at);
            }
        }

        private static T Read<T>(UnmatchedMessage message)
            where T : class, IOcppPayload<T> =>
            OcppPayload.Read<T>(Encoding.UTF8.GetBytes(message.Payload), new PayloadReadContext(ValidationMode.Lenient));

        private static ProblemException Settled(string why) => new(new Problem(StatusCodes.Status409Conflict, "cannot-be-assigned", "The message cannot be assigned", why));
    }

    private ChargePointDirectory Directory => directory;

    private IdTagJudge Judge => judge;

    private EnergyBudgets Budgets => budgets;

    private SampleKinds Kinds => kinds;

    private NewestMeterValueAtStart NewestAtStart => newestAtStart;

    private LateMeterValues LateMeterValues => lateMeterValues;
}

/// <summary>Where a message belongs.</summary>
internal sealed record AssignInput
{
    public required int TransactionId { get; init; }

    [PrintableText(500)]
    public string? Note { get; init; }
}

/// <summary>Why something needs no more attention.</summary>
internal sealed record NoteInput
{
    [PrintableText(500)]
    public string? Note { get; init; }
}
