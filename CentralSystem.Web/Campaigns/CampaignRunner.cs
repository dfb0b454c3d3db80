using System.Text;
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

    /// <summary>So long after a start of this program Charge Points are on their way back: until then none of them counts as not connected.</summary>
    private static readonly TimeSpan LongestReturn = TimeSpan.FromMinutes(5);

    private readonly IDbContextFactory<CentralSystemDbContext> _contexts;
    private readonly GroupCommitWriter _writer;
    private readonly ChargePointDirectory _directory;
    private readonly ChargePointRegistry _registry;
    private readonly CommandService _commands;
    private readonly TargetSettlement _settlement;
    private readonly IHostApplicationLifetime _program;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly ILogger<CampaignRunner> _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _mayHaveWork = true;

    public CampaignRunner(
        IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, CommandService commands,
        TargetSettlement settlement, IHostApplicationLifetime program, TimeProvider time, ILogger<CampaignRunner> logger)
    {
        (_contexts, _writer, _directory, _registry, _commands, _settlement, _program, _time, _logger) =
            (contexts, writer, directory, registry, commands, settlement, program, time, logger);
        _startedAt = time.GetUtcNow();
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

    /// <summary>Takes one campaign as far as it goes now.</summary>
    /// <param name="db">To read with.</param>
    /// <param name="campaign">As it was read. What an operator changed since counts: nothing is begun, ended or paused by an older state of it.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task CarryOnAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        await _settlement.SettleAsync(db, campaign, cancellationToken);
        var reachable = await BeginAsync(db, campaign, cancellationToken);
        await AdvanceAsync(db, campaign, reachable, cancellationToken);
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
            await CarryOnAsync(db, campaign, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotCarriedOn(e, campaign.Id);
        }
    }

    /// <summary>Ends Charge Points that got nothing.</summary>
    private async Task EndWaitingAsync(Campaign campaign, List<TargetEnd> ends, DateTimeOffset now)
    {
        if (ends.Count > 0)
        {
            await ChangeAsync(campaign, (change, _) => TargetEnd.Write(change, campaign, ends, TargetState.Waiting, now));
        }
    }

    /// <summary>Changes what was decided by the state of the campaign, unless that is another one by now: then the next look decides anew.</summary>
    private async Task<bool> ChangeAsync(Campaign campaign, Action<CentralSystemDbContext, Campaign> change)
    {
        var isDone = await _writer.ChangeAsync(db =>
        {
            if (Present(db, campaign) is not { } row)
            {
                return false;
            }

            change(db, row);
            return true;
        });
        Wake();
        return isDone;
    }

    /// <summary>The row of a campaign; null when it was changed since the campaign was read.</summary>
    private static Campaign? Present(CentralSystemDbContext db, Campaign campaign) =>
        db.Campaigns.Find(campaign.Id) is { } row && row.Revision == campaign.Revision ? row : null;

    /// <summary>Begins with as many Charge Points as may be under way at a time.</summary>
    /// <returns>Whether some are left that could begin, or will be able to once they are back.</returns>
    private async Task<bool> BeginAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var targets = db.CampaignTargets.AsNoTracking().Where(t => t.CampaignId == campaign.Id);
        if (campaign.EndsAt <= now)
        {
            var late = await targets.Where(t => t.State == TargetState.Waiting).Select(t => new { t.Position, t.Wave, t.ChargePointKey }).ToListAsync(cancellationToken);
            await EndWaitingAsync(campaign, [.. late.Select(t => new TargetEnd(t.Position, TargetState.Expired, WhyExpired(campaign, t.Wave, t.ChargePointKey!.Value)))], now);
            return false;
        }

        if (campaign.State != CampaignState.Running || await IsOverThresholdAsync(db, campaign, cancellationToken))
        {
            return true;
        }

        var waiting = await targets.Where(t => t.State == TargetState.Waiting && t.Wave <= campaign.Wave).OrderBy(t => t.Position)
            .Select(t => new { t.Position, t.ChargePointKey }).ToListAsync(cancellationToken);

        var ready = new List<(int Position, ChargePointState ChargePoint)>();
        var absent = new List<TargetEnd>();
        foreach (var target in waiting)
        {
            if (WhyNot(target.ChargePointKey!.Value, out var chargePoint) is { } reason)
            {
                absent.Add(new TargetEnd(target.Position, TargetState.Expired, reason));
            }
            else
            {
                ready.Add((target.Position, chargePoint!));
            }
        }

        var mayComeBack = absent.Count > 0 && IsAcrossRestart(campaign, now);
        if (campaign.EndsAt is null && !mayComeBack)
        {
            await EndWaitingAsync(campaign, absent, now);
        }

        var room = campaign.Concurrency - await targets.CountAsync(t => t.State == TargetState.Running, cancellationToken);
        await Task.WhenAll(ready.Take(Math.Max(0, room)).Select(target => BeginAsync(campaign, target.Position, target.ChargePoint, cancellationToken)));
        return ready.Count > 0 || mayComeBack;
    }

    /// <summary>Whether the campaign is being carried over a restart: who is not connected now was, or will be, as far as anybody knows.</summary>
    private bool IsAcrossRestart(Campaign campaign, DateTimeOffset now) =>
        _program.ApplicationStopping.IsCancellationRequested || (campaign.CreatedAt < _startedAt && now - _startedAt < LongestReturn);

    /// <summary>Why a Charge Point that waits when the campaign ends got nothing.</summary>
    private string WhyExpired(Campaign campaign, int wave, int chargePointKey) => campaign.State switch
    {
        // Its end holds for a paused one as well.
        CampaignState.Paused => "The campaign was paused until its end.",
        _ when wave > campaign.Wave => "Its wave had not begun when the campaign ended.",
        _ => WhyNot(chargePointKey, out _) is { } reason ? $"The campaign has ended. {reason}" : "Its turn had not come when the campaign ended.",
    };

    /// <summary>Why a Charge Point cannot be sent anything now; null when it can.</summary>
    private string? WhyNot(int chargePointKey, out ChargePointState? chargePoint)
    {
        chargePoint = _directory.Find(chargePointKey);

        // A connection that is about to end takes none, and would be tried again and again until it is gone.
        return chargePoint is null || _registry.Find(chargePoint.Identity) is not { Connection.IsEnding: false } ? "It is not connected."
            : TakesCommands(chargePoint) ? null : "It is connected, but not accepted.";
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
        var isLeftAlone = false;
        var options = new CommandOptions
        {
            BatchId = campaign.Id,
            Caller = new Caller(campaign.CallerKind, campaign.CallerName, Role.Operator, null),
            Registering = (change, commandId) =>
            {
                // Whoever finds it no longer waiting leaves it alone: nobody gets the command twice, and nobody after the pause was answered.
                var target = change.Db.CampaignTargets.Find(campaign.Id, position);
                if (target is not { State: TargetState.Waiting } || Present(change.Db, campaign) is null)
                {
                    isLeftAlone = true;
                    throw Problems.Conflict("The charge point does not wait any more, or the campaign was changed.");
                }

                (target.State, target.CommandId, target.StartedAt) = (TargetState.Running, commandId, change.At);
            },
        };
        try
        {
            await _commands.StartAsync(chargePoint.Identity, campaign.Action, Encoding.UTF8.GetBytes(campaign.Payload), options, cancellationToken);
        }
        catch (ProblemException) when (isLeftAlone)
        {
            Wake();
        }
        catch (ProblemException e) when (e.Problem.Name is "not-connected" && campaign.EndsAt is not null)
        {
            // It left meanwhile; it is waited for.
        }
        catch (ProblemException e)
        {
            await EndWaitingAsync(campaign, [new TargetEnd(position, TargetState.Failed, e.Problem.Detail)], _time.GetUtcNow());
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

        if (await ChangeAsync(campaign, (_, row) => (row.State, row.StateReason) = (CampaignState.Paused, $"{failed} of {all} charge points failed.")))
        {
            LogPaused(campaign.Id, failed, all);
        }

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
            await ChangeAsync(campaign, (_, row) => step(row));
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
