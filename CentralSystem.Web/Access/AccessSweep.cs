using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Removes what is too old: audit entries, answers kept for repetitions, sessions that ended while nothing ran.</summary>
internal sealed partial class AccessSweep(
    IOptions<AccessOptions> options, UserDirectory users, GroupCommitWriter writer, TimeProvider time, ILogger<AccessSweep> logger)
    : PeriodicWork(TimeSpan.FromHours(1), time)
{
    public async Task SweepAsync()
    {
        var now = Time.GetUtcNow();
        var audit = now - TimeSpan.FromDays(options.Value.AuditRetentionDays);
        var answers = now - TimeSpan.FromHours(options.Value.IdempotencyHours);
        var sessions = now - users.LongestSession;
        await writer.ChangeAsync(
            db => db.AuditEntries.Where(e => e.At < audit).ExecuteDelete()
                + db.IdempotentRequests.Where(r => r.BeganAt < answers).ExecuteDelete()
                + db.LoginSessions.Where(s => s.StartedAt < sessions).ExecuteDelete());
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => SweepAsync();

    [LoggerMessage(EventId = 1612, Level = LogLevel.Error, Message = "What is too old could not be removed")]
    protected override partial void LogFailed(Exception exception);
}
