using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Webhooks;

/// <summary>How far one webhook has come since it was last written; written as a whole, in one commit.</summary>
internal sealed class WebhookProgress(int webhookId) : StoreWrite<bool>
{
    /// <summary>Older dead letters of a webhook are only counted; events are still there to be replayed.</summary>
    private const int MostDeadLetters = 10_000;

    private const string Reach =
        """
        UPDATE webhooks SET reached_event_id = ?2, last_success_at = coalesce(?3, last_success_at), last_failure_at = coalesce(?4, last_failure_at),
            last_failure = coalesce(?5, last_failure), given_up = given_up + ?6
        WHERE id = ?1
        """;

    private const string Keep =
        """
        INSERT INTO webhook_deliveries (webhook_id, event_id, charge_point_id, state, attempts, next_attempt_at, give_up_at, last_attempt_at, last_status_code, last_error)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (webhook_id, event_id) DO UPDATE SET
            state = excluded.state, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, last_attempt_at = excluded.last_attempt_at,
            last_status_code = excluded.last_status_code, last_error = excluded.last_error
        """;

    private const string Forget = "DELETE FROM webhook_deliveries WHERE webhook_id = ? AND event_id = ?";

    private const string TrimDeadLetters =
        """
        DELETE FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'DeadLetter' AND event_id <= (
            SELECT event_id FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'DeadLetter' ORDER BY event_id DESC LIMIT 1 OFFSET ?2)
        """;

    private readonly Dictionary<long, (PendingDelivery Delivery, DeliveryState State)> _kept = [];
    private readonly HashSet<long> _done = [];
    private DateTimeOffset? _succeededAt;
    private DateTimeOffset? _failedAt;
    private string? _failure;
    private int _givenUp;

    /// <summary>Something happened that a restart must know.</summary>
    public bool IsWorthWriting => _kept.Count > 0 || _done.Count > 0 || _succeededAt is not null || _failedAt is not null || _givenUp > 0;

    /// <summary>Every event up to this one is done with, or has a row.</summary>
    public long ReachedEventId { get; set; }

    /// <summary>The delivery has to wait, and needs a row for it.</summary>
    public void Keeps(PendingDelivery delivery) => _kept[delivery.EventId] = (delivery, DeliveryState.Pending);

    public void Delivered(PendingDelivery delivery, DateTimeOffset at)
    {
        _succeededAt = at;
        Done(delivery);
    }

    public void Failed(DateTimeOffset at, string error) => (_failedAt, _failure) = (at, error);

    public void GaveUp(PendingDelivery delivery)
    {
        _givenUp++;
        _kept[delivery.EventId] = (delivery, DeliveryState.DeadLetter);
    }

    public override void Apply(StoreSession session)
    {
        foreach (var (delivery, state) in _kept.Values)
        {
            var outcome = delivery.LastOutcome;
            session.Prepared(Keep)
                .Bind(1, webhookId).Bind(2, delivery.EventId).Bind(3, delivery.ChargePointId).Bind(4, state.ToString()).Bind(5, delivery.Attempts)
                .Bind(6, delivery.NextAttemptAt).Bind(7, delivery.GiveUpAt).Bind(8, delivery.LastAttemptAt).Bind(9, (long?)outcome.StatusCode).Bind(10, outcome.Error)
                .Execute();
        }

        foreach (var eventId in _done)
        {
            session.Prepared(Forget).Bind(1, webhookId).Bind(2, eventId).Execute();
        }

        if (_givenUp > 0)
        {
            session.Prepared(TrimDeadLetters).Bind(1, webhookId).Bind(2, MostDeadLetters).Execute();
        }

        session.Prepared(Reach)
            .Bind(1, webhookId).Bind(2, ReachedEventId).Bind(3, _succeededAt).Bind(4, _failedAt).Bind(5, _failure).Bind(6, _givenUp)
            .Execute();
    }

    private void Done(PendingDelivery delivery)
    {
        _kept.Remove(delivery.EventId);
        if (delivery.IsParked)
        {
            _done.Add(delivery.EventId);
        }
    }
}
