using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>Carries applications on, some Charge Points at a time. The rows are the truth: after a restart it goes on where they say.</summary>
internal sealed partial class ConfigurationRunner(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, ConfigurationWork work,
    IOptions<ConfigurationSettings> settings, TimeProvider time, ILogger<ConfigurationRunner> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), time)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>One step at a time for a Charge Point, whatever the applications.</summary>
    private readonly ConcurrentDictionary<int, Task> _underWay = new();
    private DateTimeOffset _nextSweep;
    private volatile bool _mayHaveWork = true;

    /// <summary>There is new work.</summary>
    public void Wake() => _mayHaveWork = true;

    /// <summary>One look at every Charge Point that is not done; begins the steps that can be taken.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (_mayHaveWork)
        {
            _mayHaveWork = false;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var open = await db.ConfigurationTargets.AsNoTracking().Where(t => t.FinishedAt == null)
                .Join(db.ConfigurationApplications, t => t.ApplicationId, a => a.Id, (t, a) => new { Target = t, Application = a })
                .Join(db.ChargePoints, x => x.Target.ChargePointKey, c => c.Key, (x, c) => new { x.Target, x.Application, c.AcceptedAt })
                .OrderBy(x => x.Target.ApplicationId).ThenBy(x => x.Target.ChargePointKey).ToListAsync(cancellationToken);
            _mayHaveWork |= open.Count > 0;
            foreach (var x in open)
            {
                Begin(x.Target, x.Application, x.AcceptedAt > x.Target.ResetAt, now, cancellationToken);
            }
        }

        if (now >= _nextSweep)
        {
            _nextSweep = now + SweepInterval;
            var before = now.AddDays(-settings.Value.ApplicationRetentionDays);
            await writer.ChangeAsync(db => db.ConfigurationApplications.Where(a => a.FinishedAt < before).ExecuteDelete());
        }
    }

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch
        {
            // The next look takes it up again.
            _mayHaveWork = true;
            throw;
        }
    }

    protected override Task EndAsync() => Task.WhenAll(_underWay.Values);

    private void Begin(ConfigurationTarget target, ConfigurationApplication application, bool hasBooted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_underWay.Count >= settings.Value.Concurrency || _underWay.ContainsKey(target.ChargePointKey) || directory.Find(target.ChargePointKey) is not { } chargePoint)
        {
            return;
        }

        var open = new OpenTarget(application, chargePoint, target.State, target.ReadResults(), hasBooted, IsOverdue: target.WaitUntil <= now);
        var isReachable = registry.Find(chargePoint.Identity) is not null && chargePoint is { WasAccepted: true, Registration: RegistrationStatus.Accepted };
        var canStep = target.State switch
        {
            ConfigurationTargetState.WaitingForIdle => (isReachable && open.IsIdle) || open.IsOverdue,
            ConfigurationTargetState.Rebooting => (isReachable && hasBooted) || open.IsOverdue,
            _ => isReachable || application.QueueUntil <= now,
        };
        if (canStep)
        {
            var step = new Task<Task>(() => StepAsync(open, cancellationToken));
            _underWay[chargePoint.Key] = step.Unwrap();
            step.Start(TaskScheduler.Default);
        }
    }

    private async Task StepAsync(OpenTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await work.StepAsync(target, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The next look takes the step again.
            LogFailed(e);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends; the row says where to go on.
        }
        finally
        {
            _underWay.TryRemove(target.ChargePoint.Key, out _);
            Wake();
        }
    }

    [LoggerMessage(EventId = 1830, Level = LogLevel.Error, Message = "Wanted configuration could not be applied")]
    protected override partial void LogFailed(Exception exception);
}
