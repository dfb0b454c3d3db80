using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Removes what is too old: audit entries, ended sessions, answers kept for repetitions.</summary>
internal sealed partial class AccessSweep(
    IOptions<AccessOptions> options, UserDirectory users, GroupCommitWriter writer, TimeProvider time, ILogger<AccessSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task SweepAsync()
    {
        var now = time.GetUtcNow();
        var audit = now - TimeSpan.FromDays(options.Value.AuditRetentionDays);
        var answers = now - TimeSpan.FromHours(options.Value.IdempotencyHours);
        var sessions = now - users.LongestSession;
        await writer.ChangeAsync(
            db => db.AuditEntries.Where(e => e.At < audit).ExecuteDelete()
                + db.IdempotentRequests.Where(r => r.BeganAt < answers).ExecuteDelete()
                + db.LoginSessions.Where(s => s.StartedAt < sessions).ExecuteDelete(),
            _ => users.Forget(sessions));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrySweepAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; what is left is for the next run.
        }
    }

    private async Task TrySweepAsync()
    {
        try
        {
            await SweepAsync();
        }
        catch (Exception e)
        {
            // The next round does it all the same.
            LogFailed(e);
        }
    }

    [LoggerMessage(EventId = 1612, Level = LogLevel.Error, Message = "What is too old could not be removed")]
    private partial void LogFailed(Exception exception);
}
