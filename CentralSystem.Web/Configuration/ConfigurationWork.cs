using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>Carries one Charge Point of an application on: reads, changes, reads back, resets, and tells what is left.</summary>
/// <remarks>Every step may be taken up again after a restart: only what still differs is changed, and the reset is noted in the commit that registers it.</remarks>
internal sealed class ConfigurationWork(
    ConfigurationCalls calls, ConfigurationRefresh refresh, ConfigurationDrift drift, ChargePointRegistry registry, GroupCommitWriter writer,
    IOptions<ConfigurationSettings> settings, TimeProvider time)
{
    /// <summary>Goes as far as it can for now.</summary>
    public async Task StepAsync(OpenTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await (target.State switch
            {
                ConfigurationTargetState.WaitingForIdle => RebootWhenIdleAsync(target, cancellationToken),
                ConfigurationTargetState.Rebooting => AfterBootAsync(target, cancellationToken),
                _ => ApplyAsync(target, cancellationToken),
            });
        }
        catch (ProblemException e) when (e.Problem.Name is "not-connected")
        {
            // It left meanwhile; it is waited for.
            await ChangeAsync(target, row => row.State = row.State == ConfigurationTargetState.Applying ? ConfigurationTargetState.Waiting : row.State);
        }
        catch (ProblemException e)
        {
            await EndAsync(target, ConfigurationTargetState.Failed, e.Problem.Detail);
        }
    }

    private async Task ApplyAsync(OpenTarget target, CancellationToken cancellationToken)
    {
        if (registry.Find(target.ChargePoint.Identity) is null)
        {
            await EndAsync(target, ConfigurationTargetState.Expired, "It was not connected in time.");
            return;
        }

        var (chargePoint, caller) = (target.ChargePoint, target.Application.Caller);
        if (!await ChangeAsync(target, row => (row.State, row.StartedAt) = (ConfigurationTargetState.Applying, row.StartedAt ?? time.GetUtcNow())))
        {
            return;
        }

        var wanted = await WantedAsync(target, cancellationToken);
        if (wanted.Any(d => d.State == DriftState.NeverRead))
        {
            await refresh.RunAsync(chargePoint, caller, cancellationToken);
            wanted = await WantedAsync(target, cancellationToken);
        }

        var results = target.Results;
        foreach (var key in wanted.Where(d => d.State is DriftState.Differs or DriftState.NeverRead))
        {
            var answer = await calls.CallAsync(chargePoint, new ChangeConfigurationRequest { Key = key.Key, Value = key.Desired }, caller, cancellationToken);
            results.RemoveAll(r => r.Key == key.Key);
            results.Add(new KeyResult(key.Key, Secrets.Shown(key.Key, key.Desired), answer.Answer<ChangeConfigurationResponse>()?.Status.ToString() ?? "NoAnswer"));
            if (!await ChangeAsync(target, row => row.Results = JsonSerializer.Serialize(results)))
            {
                return;
            }
        }

        await refresh.ReadAsync(chargePoint, results.Select(r => r.Key), caller, cancellationToken);

        // By what is known of the keys, not by the answers: one that was changed earlier, or by a step that a stop cut off, waits for its reboot all the same.
        if (!(await WantedAsync(target, cancellationToken)).Any(d => d.RebootRequired))
        {
            await FinishAsync(target, RebootOutcome.NotNeeded, cancellationToken);
        }
        else if (target.Application.Reboot == RebootChoice.Never)
        {
            await FinishAsync(target, RebootOutcome.LeftToOperator, cancellationToken);
        }
        else if (target.Application.Reboot == RebootChoice.WhenIdle && !target.IsIdle)
        {
            var until = time.GetUtcNow().AddMinutes(settings.Value.IdleWaitMinutes);
            await ChangeAsync(target, row => (row.State, row.WaitUntil) = (ConfigurationTargetState.WaitingForIdle, until));
        }
        else
        {
            await RebootAsync(target, cancellationToken);
        }
    }

    private Task RebootWhenIdleAsync(OpenTarget target, CancellationToken cancellationToken) =>
        target.IsIdle && !HasLeft(target) ? RebootAsync(target, cancellationToken) : FinishAsync(target, RebootOutcome.LeftToOperator, cancellationToken);

    private async Task RebootAsync(OpenTarget target, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow().AddSeconds(settings.Value.BootWaitSeconds);
        var options = new CommandOptions
        {
            Caller = target.Application.Caller,

            // In the commit that registers the command: after a crash nobody is reset twice.
            Registering = (change, _) =>
            {
                if (change.Db.ConfigurationTargets.Find(target.Application.Id, target.ChargePoint.Key) is not { FinishedAt: null } row)
                {
                    throw Problems.Conflict("The application was ended.");
                }

                (row.State, row.ResetAt, row.WaitUntil) = (ConfigurationTargetState.Rebooting, change.At, until);
            },
        };
        var outcome = await calls.CallAsync(target.ChargePoint, new ResetRequest { Type = ResetType.Soft }, options, cancellationToken);
        if (outcome.Answer<ResetResponse>()?.Status.Known != ResetStatus.Accepted)
        {
            await FinishAsync(target, RebootOutcome.Refused, cancellationToken);
        }
    }

    private async Task AfterBootAsync(OpenTarget target, CancellationToken cancellationToken)
    {
        if (!target.HasBooted)
        {
            await FinishAsync(target, RebootOutcome.NotBooted, cancellationToken);
            return;
        }

        if (HasLeft(target))
        {
            await EndAsync(target, ConfigurationTargetState.Incomplete, "It booted and left before its keys were read again.", row => row.Reboot = RebootOutcome.Rebooted);
            return;
        }

        await refresh.ReadAsync(target.ChargePoint, target.Results.Select(r => r.Key), target.Application.Caller, cancellationToken);
        await FinishAsync(target, RebootOutcome.Rebooted, cancellationToken);
    }

    /// <summary>It is not connected, and was waited for long enough.</summary>
    private bool HasLeft(OpenTarget target) => target.IsOverdue && registry.Find(target.ChargePoint.Identity) is null;

    private Task<IReadOnlyList<KeyDrift>> WantedAsync(OpenTarget target, CancellationToken cancellationToken) =>
        drift.OfAsync(target.ChargePoint, target.Application.Concerns, cancellationToken);

    private async Task FinishAsync(OpenTarget target, RebootOutcome reboot, CancellationToken cancellationToken)
    {
        KeyDrift[] left = [.. (await WantedAsync(target, cancellationToken)).Where(d => d.State != DriftState.InLine)];
        var isDone = left.Length == 0 && reboot is RebootOutcome.NotNeeded or RebootOutcome.Rebooted;
        await EndAsync(
            target, isDone ? ConfigurationTargetState.Succeeded : ConfigurationTargetState.Incomplete,
            left.Length > 0 ? $"Not as wanted: {string.Join(", ", left.Select(d => $"{d.Key} ({d.State})"))}." : isDone ? null : "Some keys count from the next boot on.",
            row => (row.Reboot, row.Drift) = (reboot, JsonSerializer.Serialize(left.Select(d => d.Masked()))));
    }

    private Task<bool> EndAsync(OpenTarget target, ConfigurationTargetState state, string? detail, Action<ConfigurationTarget>? and = null)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            target,
            row =>
            {
                and?.Invoke(row);
                (row.State, row.Detail, row.FinishedAt, row.WaitUntil) = (state, detail, now, null);
            },
            (db, row) => ConfigurationApplications.FinishIfLast(db, row, now));
    }

    /// <returns>Whether the work is still wanted: an operator may have ended it.</returns>
    private Task<bool> ChangeAsync(OpenTarget target, Action<ConfigurationTarget> change, Action<CentralSystemDbContext, ConfigurationTarget>? and = null) =>
        writer.ChangeAsync(db =>
        {
            if (db.ConfigurationTargets.Find(target.Application.Id, target.ChargePoint.Key) is not { FinishedAt: null } row)
            {
                return false;
            }

            change(row);
            and?.Invoke(db, row);
            return true;
        }).AsTask();
}

/// <summary>A Charge Point of an application that is not done.</summary>
/// <param name="Application">What it is part of.</param>
/// <param name="ChargePoint">The Charge Point.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Results">What was answered so far.</param>
/// <param name="HasBooted">A boot was accepted after its reset.</param>
/// <param name="IsOverdue">What it waits for did not come in time.</param>
internal sealed record OpenTarget(
    ConfigurationApplication Application, ChargePointState ChargePoint, ConfigurationTargetState State, List<KeyResult> Results, bool HasBooted, bool IsOverdue)
{
    public bool IsIdle => ChargePoint.Connectors.All(c => c.OpenTransactionId == 0);
}
