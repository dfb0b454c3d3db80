using System.Collections.Concurrent;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Configuration;

/// <summary>After an accepted boot: reads the configuration again when the firmware changed, and begins what templates with autoApply want.</summary>
/// <remarks>Boots are remembered in memory only: one that a stop cut off is followed up with the next.</remarks>
internal sealed partial class BootFollowUp : PeriodicWork
{
    private readonly ConcurrentDictionary<ChargePointState, DateTimeOffset> _due = new();
    private readonly ConcurrentDictionary<ChargePointState, Task> _underWay = new();
    private readonly ConfigurationDrift _drift;
    private readonly ConfigurationRefresh _refresh;
    private readonly ConfigurationApplications _applications;
    private readonly ChargePointRegistry _registry;
    private readonly IDbContextFactory<CentralSystemDbContext> _contexts;
    private readonly ConfigurationSettings _settings;
    private readonly ILogger<BootFollowUp> _logger;

    public BootFollowUp(
        AcceptedBoots boots, ConfigurationDrift drift, ConfigurationRefresh refresh, ConfigurationApplications applications, ChargePointRegistry registry,
        IDbContextFactory<CentralSystemDbContext> contexts, IOptions<ConfigurationSettings> settings, TimeProvider time, ILogger<BootFollowUp> logger)
        : base(TimeSpan.FromSeconds(1), time)
    {
        (_drift, _refresh, _applications, _registry, _contexts, _settings, _logger) = (drift, refresh, applications, registry, contexts, settings.Value, logger);
        boots.Accepted = chargePoint => _due[chargePoint] = time.GetUtcNow() + TimeSpan.FromSeconds(Random.Shared.NextDouble() * _settings.AutoApplyJitterSeconds);
    }

    /// <summary>Begins to follow up every boot whose moment has come, and waits for none of them: a Charge Point that does not answer holds up nobody but itself.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        foreach (var due in _due.Where(pair => pair.Value <= now && !_underWay.ContainsKey(pair.Key)).OrderBy(pair => pair.Value).ToList())
        {
            if (_underWay.Count >= _settings.Concurrency)
            {
                return;
            }

            if (_due.TryRemove(due))
            {
                var following = TryFollowUpAsync(due.Key, cancellationToken);
                _underWay[due.Key] = following;
                _ = following.ContinueWith(_ => _underWay.TryRemove(KeyValuePair.Create(due.Key, following)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        return Task.CompletedTask;
    }

    protected override Task EndAsync() => Task.WhenAll(_underWay.Values);

    private async Task TryFollowUpAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        try
        {
            await FollowUpAsync(chargePoint, cancellationToken);
        }
        catch (ProblemException)
        {
            // It left; it boots or is asked again.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends.
        }
        catch (Exception e)
        {
            LogNotFollowedUp(e, chargePoint.Identity);
        }
    }

    private async Task FollowUpAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (_registry.Find(chargePoint.Identity) is null)
        {
            return;
        }

        if (_settings.RefreshAfterFirmwareChange && await IsOfOtherFirmwareAsync(chargePoint, cancellationToken))
        {
            await _refresh.RunAsync(chargePoint, Caller.System, cancellationToken);
        }

        var wanted = await _drift.OfAsync(chargePoint, template => template.AutoApply, cancellationToken);
        if (wanted.Any(d => d.State is DriftState.Differs or DriftState.NeverRead) && !await IsAppliedAsync(chargePoint, cancellationToken))
        {
            await _applications.BeginAfterBootAsync(chargePoint, cancellationToken);
        }
    }

    /// <summary>One whose configuration was never read is not read for its firmware.</summary>
    private async Task<bool> IsOfOtherFirmwareAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.ChargePoints.AnyAsync(c => c.Key == chargePoint.Key && c.ConfigurationReadFirmware != null && c.ConfigurationReadFirmware != c.FirmwareVersion, cancellationToken);
    }

    private async Task<bool> IsAppliedAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return await db.ConfigurationTargets.AnyAsync(t => t.ChargePointKey == chargePoint.Key && t.FinishedAt == null, cancellationToken);
    }

    [LoggerMessage(EventId = 1831, Level = LogLevel.Error, Message = "The boot of {ChargePoint} could not be followed up")]
    private partial void LogNotFollowedUp(Exception exception, string chargePoint);

    [LoggerMessage(EventId = 1832, Level = LogLevel.Error, Message = "Boots could not be followed up; the next look is in a second")]
    protected override partial void LogFailed(Exception exception);
}
