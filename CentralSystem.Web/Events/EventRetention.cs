using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Events;

/// <summary>Removes events whose time is over, a few at a time, so that no message of a Charge Point waits long behind it.</summary>
internal sealed partial class EventRetention(
    GroupCommitWriter writer, IOptions<EventOptions> options, TimeProvider time, ILogger<EventRetention> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), time)
{
    private const int BatchSize = 500;

    /// <summary>Removes all events whose time is over or that are too many, and that no webhook still has to deliver.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> TrimAsync(CancellationToken cancellationToken)
    {
        var before = Time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        var total = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var removed = await writer.WriteAsync(new TrimWrite(before, options.Value.MaxEvents));
            total += removed;
            if (removed < BatchSize)
            {
                break;
            }
        }

        return total;
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => TrimAsync(cancellationToken);

    [LoggerMessage(EventId = 1903, Level = LogLevel.Error, Message = "Old events could not be removed; the next round tries again")]
    protected override partial void LogFailed(Exception exception);

    private sealed class TrimWrite(DateTimeOffset before, int most) : StoreWrite<int>
    {
        /// <summary>The newest event stays whatever its age: by it a listener who comes back knows whether something is missing.</summary>
        private const string Trim =
            """
            DELETE FROM events WHERE id IN (
                SELECT e.id FROM events e
                WHERE e.id < ?1
                    AND e.id <= coalesce((SELECT min(reached_event_id) FROM webhooks WHERE enabled), e.id)
                    AND e.id < coalesce((SELECT min(event_id) FROM webhook_deliveries WHERE state = 'Pending'), e.id + 1)
                ORDER BY e.id LIMIT ?2)
            """;

        private const string FirstThatStays =
            "SELECT coalesce((SELECT id FROM events WHERE at >= ?1 ORDER BY at LIMIT 1), (SELECT max(id) FROM events)), (SELECT max(id) FROM events)";

        private const string ForgetDeadLetters =
            "DELETE FROM webhook_deliveries WHERE state = 'DeadLetter' AND event_id < (SELECT min(id) FROM events)";

        public override void Apply(StoreSession session)
        {
            var find = session.Prepared(FirstThatStays).Bind(1, before);
            var stays = find.Read() && !find.IsNull(1) ? Math.Max(find.Int64(0), find.Int64(1) - most + 1) : 0;
            find.Reset();
            Result = session.Prepared(Trim).Bind(1, stays).Bind(2, BatchSize).Execute();
            session.Prepared(ForgetDeadLetters).Execute();
        }
    }
}
