using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Removes reports whose time is over or that are too many, a few at a time.</summary>
internal sealed partial class ReportRetention(GroupCommitWriter writer, LimitOptions limits, TimeProvider time, ILogger<ReportRetention> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), time)
{
    internal const int BatchSize = 500;

    /// <summary>One statement each: it is prepared once. Ids rise with time, so only the oldest rows are looked at.</summary>
    private static readonly string[] Trims =
    [
        """
        DELETE FROM data_transfers WHERE id IN (SELECT t.id FROM (SELECT id, received_at FROM data_transfers ORDER BY id LIMIT ?3) t
            WHERE t.received_at < ?1 OR t.id <= (SELECT max(id) FROM data_transfers) - ?2)
        """,
        """
        DELETE FROM security_events WHERE id IN (SELECT t.id FROM (SELECT id, received_at FROM security_events ORDER BY id LIMIT ?3) t
            WHERE t.received_at < ?1 OR t.id <= (SELECT max(id) FROM security_events) - ?2)
        """,
        """
        DELETE FROM status_reports WHERE id IN (SELECT t.id FROM (SELECT id, received_at FROM status_reports ORDER BY id LIMIT ?3) t
            WHERE t.received_at < ?1 OR t.id <= (SELECT max(id) FROM status_reports) - ?2)
        """,
        """
        DELETE FROM certificate_signing_requests WHERE id IN (SELECT t.id FROM (SELECT id, received_at FROM certificate_signing_requests ORDER BY id LIMIT ?3) t
            WHERE t.received_at < ?1 OR t.id <= (SELECT max(id) FROM certificate_signing_requests) - ?2)
        """,
    ];

    /// <summary>Removes all of them.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> TrimAsync(CancellationToken cancellationToken)
    {
        var before = Time.GetUtcNow().AddDays(-limits.ReportRetentionDays);
        var total = 0;
        foreach (var trim in Trims)
        {
            var removed = BatchSize;
            while (removed == BatchSize && !cancellationToken.IsCancellationRequested)
            {
                removed = await writer.WriteAsync(new Trim(trim, before, limits.MaxReports));
                total += removed;
            }
        }

        return total;
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => TrimAsync(cancellationToken);

    [LoggerMessage(EventId = 1213, Level = LogLevel.Error, Message = "Old reports could not be removed; the next round tries again")]
    protected override partial void LogFailed(Exception exception);

    private sealed class Trim(string sql, DateTimeOffset before, int most) : StoreWrite<int>
    {
        public override void Apply(StoreSession session) => Result = session.Prepared(sql).Bind(1, before).Bind(2, most).Bind(3, BatchSize).Execute();
    }
}
