using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Campaigns;

/// <summary>What operators decide about campaigns and batches; the <see cref="CampaignRunner"/> carries them out.</summary>
internal sealed class CampaignService(
    GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ChargePointRegistry registry, CommandDefaults defaults,
    CommandService commands, CampaignRunner runner, TimeProvider time)
{
    private readonly CommandIds _ids = new(time);

    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public Task<Campaign> CreateAsync(NewBatch batch, CancellationToken cancellationToken)
    {
        if ((batch.ChargePointIds is null ? 0 : 1) + (batch.Tag is null ? 0 : 1) + (batch.All is true ? 1 : 0) != 1)
        {
            throw Problems.Invalid("chargePointIds", "exactly one of chargePointIds, tag and all must be given");
        }

        var campaign = new NewCampaign { Name = batch.Name ?? "", Action = batch.Action, Payload = batch.Payload, EndsAt = batch.QueueUntil, Concurrency = batch.Concurrency };
        return CreateAsync(campaign, new TargetSelection(batch.ChargePointIds, batch.Tag, null, null), isBatch: true, cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public Task<Campaign> CreateAsync(NewCampaign campaign, CancellationToken cancellationToken)
    {
        var isFiltered = campaign.Tag is not null || campaign.Vendor is not null || campaign.Model is not null;
        if (campaign.ChargePointIds is not null == isFiltered)
        {
            throw Problems.Invalid("chargePointIds", "either chargePointIds, or some of tag, vendor and model must be given");
        }

        return CreateAsync(campaign, new TargetSelection(campaign.ChargePointIds, campaign.Tag, campaign.Vendor, campaign.Model), isBatch: false, cancellationToken);
    }

    /// <summary>Pauses, goes on, ends, or changes the pace.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public async Task ChangeAsync(Guid campaignId, bool isBatch, CampaignChange change, ExpectedRevision expected)
    {
        CheckEnd(change.EndsAt, "endsAt");
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        if (change.State is CampaignState.Completed)
        {
            throw Problems.Invalid("state", "must be Running, Paused or Aborted");
        }

        var unsent = await writer.ChangeAsync(db =>
        {
            var row = Find(db, campaignId, isBatch);
            expected.Check(row);
            if (row.State is CampaignState.Completed or CampaignState.Aborted)
            {
                throw Over(row);
            }

            (row.Name, row.Concurrency, row.WavePauseSeconds) = (change.Name ?? row.Name, change.Concurrency ?? row.Concurrency, change.WavePauseSeconds ?? row.WavePauseSeconds);
            row.EndsAt = change.EndsAt ?? row.EndsAt;
            (row.FailurePercent, row.FailureCount) = change.FailureThreshold is { } threshold ? (threshold.Percent, threshold.Count) : (row.FailurePercent, row.FailureCount);
            db.Audit(caller, now, isBatch ? "command-batch.changed" : "campaign.changed", campaignId.ToString(), change);
            return ChangeState(db, row, change.State, now);
        });
        foreach (var command in unsent)
        {
            await commands.TryCancelAsync(command, caller);
        }

        runner.Wake();
    }

    /// <summary>Forgets a campaign that is over; its commands stay.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public async Task DeleteAsync(Guid campaignId, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(db =>
        {
            var row = Find(db, campaignId, isBatch: false);
            expected.Check(row);
            if (row.FinishedAt is null)
            {
                throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "not-finished", "The campaign is not over", "Abort it first (state Aborted)."));
            }

            db.Campaigns.Remove(row);
            db.Audit(caller, now, "campaign.deleted", campaignId.ToString(), new { row.Name });
            return true;
        });
    }

    private static ProblemException Over(Campaign row) => new(new Problem(
        StatusCodes.Status409Conflict, "already-over", "It is over already", $"It is {row.State}; nothing of it can be changed."));

    private static Campaign Find(CentralSystemDbContext db, Guid id, bool isBatch) =>
        db.Campaigns.SingleOrDefault(c => c.Id == id && c.IsBatch == isBatch) ?? throw Problems.NotFound(isBatch ? $"There is no batch {id}." : $"There is no campaign {id}.");

    /// <returns>Commands that may be unsent and are to be cancelled.</returns>
    private static List<Guid> ChangeState(CentralSystemDbContext db, Campaign row, CampaignState? state, DateTimeOffset now)
    {
        var targets = db.CampaignTargets.Where(t => t.CampaignId == row.Id);
        if (state is null || state == row.State)
        {
            return [];
        }

        (row.State, row.StateReason) = (state.Value, null);
        if (state == CampaignState.Running)
        {
            row.AcceptedFailures = targets.Count(t => t.State == TargetState.Failed);
        }

        if (state != CampaignState.Aborted)
        {
            return [];
        }

        foreach (var target in targets.Where(t => t.State == TargetState.Waiting))
        {
            target.End(TargetState.Cancelled, "It was ended before its turn.", now);
        }

        return [.. targets.Where(t => t.State == TargetState.Running && t.CommandId != null).Select(t => t.CommandId!.Value)];
    }

    private async Task<Campaign> CreateAsync(NewCampaign input, TargetSelection selection, bool isBatch, CancellationToken cancellationToken)
    {
        CheckEnd(input.EndsAt, isBatch ? "queueUntil" : "endsAt");
        var found = await selection.FindAsync(directory, contexts, cancellationToken);
        var payload = input.Payload?.GetRawText() ?? "{}";
        await CheckPayloadAsync(input.Action, payload, found, cancellationToken);
        var waves = Waves.Of(input, found.Count);
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var campaign = new Campaign
        {
            Id = _ids.Next(),
            IsBatch = isBatch,
            Name = input.Name.Length > 0 ? input.Name : null,
            Action = input.Action,
            Payload = payload,
            CallerKind = caller.Kind,
            CallerName = caller.Name,
            CreatedAt = now,
            EndsAt = input.EndsAt,
            Concurrency = input.Concurrency,
            Wave = 1,
            WaveCount = waves[^1],
            WavePauseSeconds = input.WavePauseSeconds,
            FailurePercent = input.FailureThreshold?.Percent,
            FailureCount = input.FailureThreshold?.Count,
            TargetTimeoutSeconds = input.TargetTimeoutSeconds,
        };
        await writer.ChangeAsync(db =>
        {
            db.Campaigns.Add(campaign);
            db.CampaignTargets.AddRange(found.Select((target, position) => new CampaignTarget
            {
                CampaignId = campaign.Id,
                Position = position,
                ChargePointKey = target.ChargePoint?.Key,
                ChargePointId = target.Identity,
                Wave = waves[position],
                State = target.ChargePoint is null ? TargetState.Unknown : TargetState.Waiting,
                FinishedAt = target.ChargePoint is null ? now : null,
                Detail = target.ChargePoint is null ? "No charge point has this identity." : null,
            }));
            db.Audit(caller, now, isBatch ? "command-batch.created" : "campaign.created", campaign.Id.ToString(), new { campaign.Name, campaign.Action, chargePoints = found.Count });
            return true;
        });
        runner.Wake();
        return campaign;
    }

    private void CheckEnd(DateTimeOffset? end, string field)
    {
        if (end <= time.GetUtcNow())
        {
            throw Problems.Invalid(field, "must be an instant in the future");
        }
    }

    /// <summary>Checks the payload as one of the Charge Points would get it; one that is connected, since a link to a file names the host it came through.</summary>
    private async Task CheckPayloadAsync(string action, string payload, List<(string Identity, ChargePointState? ChargePoint)> targets, CancellationToken cancellationToken)
    {
        var known = CommandChecks.ActionOf(action, "action");
        var chargePoints = targets.Select(target => target.ChargePoint).OfType<ChargePointState>();
        var chargePoint = chargePoints.FirstOrDefault(c => registry.Find(c.Identity) is not null) ?? chargePoints.First();
        CommandChecks.Read(known, (await defaults.CompleteAsync(action, Encoding.UTF8.GetBytes(payload), chargePoint, cancellationToken)).Span);
    }
}
