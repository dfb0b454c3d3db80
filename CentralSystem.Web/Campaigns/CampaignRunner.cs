using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.Campaigns;

/// <summary>Carries campaigns on: settles what has ended, begins what may begin. The rows are the truth; memory only wakes it early.</summary>
internal sealed partial class CampaignRunner : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IDbContextFactory<CentralSystemDbContext> _contexts;
    private readonly GroupCommitWriter _writer;
    private readonly ChargePointDirectory _directory;
    private readonly ChargePointRegistry _registry;
    private readonly CommandService _commands;
    private readonly TimeProvider _time;
    private readonly ILogger<CampaignRunner> _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _mayHaveWork = true;

    public CampaignRunner(
        IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, CommandService commands,
        TimeProvider time, ILogger<CampaignRunner> logger)
    {
        (_contexts, _writer, _directory, _registry, _commands, _time, _logger) = (contexts, writer, directory, registry, commands, time, logger);
        commands.BatchCommandEnded = _ => Wake();
    }

    /// <summary>Something changed: looks at once.</summary>
    public void Wake()
    {
        _mayHaveWork = true;
        _wakes.Writer.TryWrite(true);
    }

    /// <summary>One look at every campaign that is not over.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!_mayHaveWork)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            _mayHaveWork = false;
            await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
            var open = await db.Campaigns.AsNoTracking().Where(c => c.FinishedAt == null).OrderBy(c => c.Id).ToListAsync(cancellationToken);
            _mayHaveWork |= open.Count > 0;
            foreach (var campaign in open)
            {
                await TryCarryOnAsync(db, campaign, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(TickAsync(stoppingToken), WokenAsync(stoppingToken));

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRunOnceAsync(stoppingToken);
        }
    }

    private async Task WokenAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync(stoppingToken))
        {
            await TryRunOnceAsync(stoppingToken);
        }
    }

    private async Task TryRunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunOnceAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What could not be read or stored now is tried again with the next look.
            _mayHaveWork = true;
            LogFailed(e);
        }
    }

    /// <summary>What fails for one campaign holds up no other, and is tried again with the next look.</summary>
    private async Task TryCarryOnAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(db, campaign, cancellationToken);
            var reachable = await BeginAsync(db, campaign, cancellationToken);
            await AdvanceAsync(db, campaign, reachable, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotCarriedOn(e, campaign.Id);
        }
    }

    /// <summary>Ends the Charge Points whose command, or firmware update, has ended.</summary>
    private async Task SettleAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var ended = await db.CampaignTargets.AsNoTracking().Where(t => t.CampaignId == campaign.Id && t.State == TargetState.Running)
            .Join(db.Commands, t => t.CommandId, c => c.Id, (t, c) => new { Target = t, Command = c })
            .Where(x => x.Command.FinishedAt != null)
            .Select(x => new { x.Target, x.Command.Status, x.Command.Response, x.Command.ErrorDescription })
            .ToListAsync(cancellationToken);
        var settled = new List<(int Position, TargetState State, string? Detail)>();
        foreach (var target in ended)
        {
            var verdict = TargetVerdict.Of(target.Status, target.Response, target.ErrorDescription);
            if (verdict.State == TargetState.Succeeded && TargetVerdict.ReportOf(campaign.Action) is { } action)
            {
                if (await UpdateVerdictAsync(db, campaign, target.Target, action, now, cancellationToken) is not { } update)
                {
                    continue;
                }

                verdict = update;
            }

            settled.Add((target.Target.Position, verdict.State, verdict.Detail));
        }

        await EndAsync(campaign, settled, TargetState.Running, now);
    }

    /// <summary>How a firmware update ended; null while it goes on.</summary>
    private static async Task<(TargetState State, string? Detail)?> UpdateVerdictAsync(
        CentralSystemDbContext db, Campaign campaign, CampaignTarget target, string action, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reports = db.StatusReports.AsNoTracking().Where(r =>
            r.ChargePointKey == target.ChargePointKey && r.Action == action && r.ReceivedAt >= target.StartedAt && TargetVerdict.FinalReports.Contains(r.Status));
        if (RequestIdOf(campaign) is { } requestId)
        {
            reports = reports.Where(r => r.RequestId == requestId);
        }

        if (await reports.OrderBy(r => r.Id).FirstOrDefaultAsync(cancellationToken) is { } report)
        {
            return TargetVerdict.Of(report);
        }

        return target.StartedAt + TimeSpan.FromSeconds(campaign.TargetTimeoutSeconds) <= now ? (TargetState.Failed, "The update did not end in time.") : null;
    }

    private static int? RequestIdOf(Campaign campaign)
    {
        using var payload = JsonDocument.Parse(campaign.Payload);
        return payload.RootElement.TryGetProperty("requestId", out var requestId) && requestId.ValueKind == JsonValueKind.Number ? requestId.GetInt32() : null;
    }

    private async Task EndAsync(Campaign campaign, List<(int Position, TargetState State, string? Detail)> ends, TargetState expected, DateTimeOffset now)
    {
        if (ends.Count > 0)
        {
            await _writer.ChangeAsync(db =>
            {
                foreach (var (position, state, detail) in ends)
                {
                    if (db.CampaignTargets.Find(campaign.Id, position) is { } target && target.State == expected)
                    {
                        target.End(state, detail, now);
                    }
                }

                return true;
            });
        }
    }

    /// <summary>Begins with as many Charge Points as may be under way at a time.</summary>
    /// <returns>Whether some are left that could begin.</returns>
    private async Task<bool> BeginAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var targets = db.CampaignTargets.AsNoTracking().Where(t => t.CampaignId == campaign.Id);
        if (campaign.EndsAt <= now)
        {
            // Its end holds for a paused one as well.
            var detail = campaign.State == CampaignState.Paused ? "The campaign was paused until its end." : "It was not connected in time.";
            var late = await targets.Where(t => t.State == TargetState.Waiting).Select(t => t.Position).ToListAsync(cancellationToken);
            await EndAsync(campaign, [.. late.Select(position => (position, TargetState.Expired, (string?)detail))], TargetState.Waiting, now);
            return false;
        }

        if (campaign.State != CampaignState.Running || await IsOverThresholdAsync(db, campaign, cancellationToken))
        {
            return true;
        }

        var waiting = await targets.Where(t => t.State == TargetState.Waiting && t.Wave <= campaign.Wave).OrderBy(t => t.Position)
            .Select(t => new { t.Position, t.ChargePointKey }).ToListAsync(cancellationToken);

        var ready = new List<(int Position, ChargePointState ChargePoint)>();
        var absent = new List<int>();
        foreach (var target in waiting)
        {
            var chargePoint = _directory.Find(target.ChargePointKey!.Value);
            if (chargePoint is not null && _registry.Find(chargePoint.Identity) is not null && TakesCommands(chargePoint))
            {
                ready.Add((target.Position, chargePoint));
            }
            else
            {
                absent.Add(target.Position);
            }
        }

        if (campaign.EndsAt is null)
        {
            await EndAsync(campaign, [.. absent.Select(p => (p, TargetState.Expired, (string?)"It is not connected."))], TargetState.Waiting, now);
        }

        var room = campaign.Concurrency - await targets.CountAsync(t => t.State == TargetState.Running, cancellationToken);
        await Task.WhenAll(ready.Take(Math.Max(0, room)).Select(target => BeginAsync(campaign, target.Position, target.ChargePoint, cancellationToken)));
        return ready.Count > 0;
    }

    /// <summary>A rejected Charge Point answers nothing (§4.2), and one that was never accepted boots first.</summary>
    private static bool TakesCommands(ChargePointState chargePoint) => chargePoint.Registration switch
    {
        RegistrationStatus.Rejected => false,
        RegistrationStatus.Accepted => chargePoint.WasAccepted,
        _ => true,
    };

    private async Task BeginAsync(Campaign campaign, int position, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var options = new CommandOptions
        {
            BatchId = campaign.Id,
            Caller = new Caller(campaign.CallerKind, campaign.CallerName, Role.Operator, null),
            Registering = (change, commandId) =>
            {
                // Whoever finds it no longer waiting leaves it alone: nobody gets the command twice.
                var target = change.Db.CampaignTargets.Find(campaign.Id, position);
                if (target is not { State: TargetState.Waiting })
                {
                    throw Problems.Conflict("The charge point does not wait any more.");
                }

                (target.State, target.CommandId, target.StartedAt) = (TargetState.Running, commandId, change.At);
            },
        };
        try
        {
            await _commands.StartAsync(chargePoint.Identity, campaign.Action, Encoding.UTF8.GetBytes(campaign.Payload), options, cancellationToken);
        }
        catch (ProblemException e) when (e.Problem.Name is "not-connected" && campaign.EndsAt is not null)
        {
            // It left meanwhile; it is waited for.
        }
        catch (ProblemException e)
        {
            await EndAsync(campaign, [(position, TargetState.Failed, e.Problem.Detail)], TargetState.Waiting, _time.GetUtcNow());
        }
    }

    private async Task<bool> IsOverThresholdAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        if (campaign.FailurePercent is null && campaign.FailureCount is null)
        {
            return false;
        }

        var targets = db.CampaignTargets.Where(t => t.CampaignId == campaign.Id && t.Wave <= campaign.Wave && t.State != TargetState.Unknown);
        var failed = await targets.CountAsync(t => t.State == TargetState.Failed, cancellationToken) - campaign.AcceptedFailures;
        var all = await targets.CountAsync(cancellationToken);
        if (failed == 0 || (failed < campaign.FailureCount.GetValueOrDefault(int.MaxValue) && failed * 100 < campaign.FailurePercent.GetValueOrDefault(int.MaxValue) * (long)all))
        {
            return false;
        }

        await _writer.ChangeAsync(change =>
        {
            var row = change.Campaigns.Find(campaign.Id);
            if (row is { State: CampaignState.Running })
            {
                (row.State, row.StateReason) = (CampaignState.Paused, $"{failed} of {all} charge points failed.");
            }

            return true;
        });
        LogPaused(campaign.Id, failed, all);
        return true;
    }

    /// <summary>Goes on to the next wave, or ends the campaign.</summary>
    private async Task AdvanceAsync(CentralSystemDbContext db, Campaign campaign, bool someCanBegin, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var states = await db.CampaignTargets.Where(t => t.CampaignId == campaign.Id).GroupBy(t => new { t.Wave, t.State })
            .Select(g => new { g.Key.Wave, g.Key.State }).ToListAsync(cancellationToken);
        Action<Campaign>? step = null;
        if (!states.Any(s => s.State is TargetState.Waiting or TargetState.Running))
        {
            step = row => Finish(row, now);
        }
        else if (campaign.State == CampaignState.Running && campaign.Wave < campaign.WaveCount && !someCanBegin && states.All(s => s.State != TargetState.Running))
        {
            // A wave of which nobody was reached says nothing about the next one; one with some left behind does.
            var ofWave = states.Where(s => s.Wave == campaign.Wave).Select(s => s.State).ToList();
            var isOver = !ofWave.Contains(TargetState.Waiting) || ofWave.Contains(TargetState.Succeeded) || ofWave.Contains(TargetState.Failed);
            step = isOver && (campaign.NextWaveAt is null || campaign.NextWaveAt <= now) ? row => BeginNextWave(row, now) : null;
        }

        if (step is not null)
        {
            await _writer.ChangeAsync(change =>
            {
                if (change.Campaigns.Find(campaign.Id) is { FinishedAt: null } row && row.State == campaign.State)
                {
                    step(row);
                }

                return true;
            });
            Wake();
        }
    }

    private static void Finish(Campaign row, DateTimeOffset now)
    {
        row.State = row.State == CampaignState.Aborted ? CampaignState.Aborted : CampaignState.Completed;
        (row.FinishedAt, row.NextWaveAt, row.Payload) = (now, null, Secrets.Mask(row.Payload));
    }

    /// <summary>Begins the next wave, or its pause.</summary>
    private static void BeginNextWave(Campaign row, DateTimeOffset now)
    {
        if (row.NextWaveAt is null && row.WavePauseSeconds > 0)
        {
            row.NextWaveAt = now + TimeSpan.FromSeconds(row.WavePauseSeconds);
        }
        else
        {
            (row.Wave, row.NextWaveAt) = (row.Wave + 1, null);
        }
    }

    [LoggerMessage(EventId = 1520, Level = LogLevel.Error, Message = "Campaigns could not be carried on")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 1521, Level = LogLevel.Warning, Message = "Campaign {CampaignId} is paused: {Failed} of {All} charge points failed")]
    private partial void LogPaused(Guid campaignId, int failed, int all);

    [LoggerMessage(EventId = 1522, Level = LogLevel.Error, Message = "Campaign {CampaignId} could not be carried on")]
    private partial void LogNotCarriedOn(Exception exception, Guid campaignId);
}
