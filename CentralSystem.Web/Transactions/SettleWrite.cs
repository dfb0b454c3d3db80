using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Transactions;

/// <summary>Settles a message that fits no transaction: assigned to one, or dismissed.</summary>
internal sealed class SettleWrite(
    ChargePointDirectory directory, StopServices services, LateMeterValues lateMeterValues, long messageId, int? transactionId, string? note, Caller caller, DateTimeOffset at)
    : StoreWrite<bool>
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
            lateMeterValues.Add(_late);
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
            _stop = new StopTransactionWrite(
                services, directory.Find(message.ChargePointKey)!, StopTransactionWrite.Dated(stop, Dated(stop.Timestamp), Dated), message.ReceivedAt,
                UnmatchedMessage.IsUndated(stop.Timestamp) ? TransactionFlags.UnreadableTimestamp : TransactionFlags.None);
            _stop.Apply(session);
            return;
        }

        var values = Read<MeterValuesRequest>(message);
        var timestamps = values.MeterValue.Select(v => Dated(v.Timestamp)).ToList();
        db.MeterValues
            .Where(v => timestamps.Contains(v.Timestamp) && v.ChargePointKey == message.ChargePointKey && v.ConnectorId == values.ConnectorId && v.TransactionId == null)
            .ExecuteUpdate(set => set.SetProperty(v => v.TransactionId, (int?)id));
        if (transaction.StopReceivedAt is not null)
        {
            _late = id;
            TransactionRows.AddFlags(session, directory.Find(message.ChargePointKey)!, id, TransactionFlags.LateMeterValues, at);
        }

        DateTimeOffset Dated(DateTimeOffset timestamp) => UnmatchedMessage.IsUndated(timestamp) ? message.ReceivedAt : timestamp;
    }

    private static T Read<T>(UnmatchedMessage message)
        where T : class, IOcppPayload<T> =>
        OcppPayload.Read<T>(Encoding.UTF8.GetBytes(message.Payload), new PayloadReadContext(ValidationMode.Lenient));

    private static ProblemException Settled(string why) => new(new Problem(StatusCodes.Status409Conflict, "cannot-be-assigned", "The message cannot be assigned", why));
}
