using System.Text.Json;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Campaigns;

/// <summary>Ends the Charge Points of a campaign whose command, or firmware update, has ended.</summary>
/// <remarks>How it went is true whatever has become of the campaign meanwhile.</remarks>
internal sealed class TargetSettlement(GroupCommitWriter writer, TimeProvider time)
{
    public async Task SettleAsync(CentralSystemDbContext db, Campaign campaign, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = await db.CampaignTargets.AsNoTracking().Where(t => t.CampaignId == campaign.Id && t.State == TargetState.Running)
            .Join(db.Commands, t => t.CommandId, c => c.Id, (t, c) => new { Target = t, Command = c })
            .Where(x => x.Command.FinishedAt != null)
            .Select(x => new { x.Target, x.Command.Status, x.Command.SentAt, x.Command.Response, x.Command.ErrorDescription })
            .ToListAsync(cancellationToken);
        var settled = new List<TargetEnd>();
        var unsent = new List<CampaignTarget>();
        foreach (var target in ended)
        {
            if (TargetVerdict.IsUnsent(target.Status, target.SentAt) && campaign.EndsAt is not null)
            {
                unsent.Add(target.Target);
                continue;
            }

            var verdict = TargetVerdict.Of(target.Status, target.Response, target.ErrorDescription);
            if (verdict.State == TargetState.Succeeded && TargetVerdict.ReportOf(campaign.Action) is { } action)
            {
                if (await UpdateVerdictAsync(db, campaign, target.Target, action, now, cancellationToken) is not { } update)
                {
                    continue;
                }

                verdict = update;
            }

            settled.Add(new TargetEnd(target.Target.Position, verdict.State, verdict.Detail));
        }

        if (settled.Count + unsent.Count > 0)
        {
            await writer.ChangeAsync(change =>
            {
                WaitAgain(change, campaign, unsent, now);
                TargetEnd.Write(change, campaign, settled, TargetState.Running, now);
                return true;
            });
        }
    }

    /// <summary>Waits for Charge Points whose connection ended before their command left, as for those that were not connected; what waits too long ends with the campaign.</summary>
    private static void WaitAgain(CentralSystemDbContext change, Campaign campaign, List<CampaignTarget> unsent, DateTimeOffset now)
    {
        foreach (var read in unsent)
        {
            if (change.CampaignTargets.Find(campaign.Id, read.Position) is not { State: TargetState.Running } target || target.CommandId != read.CommandId)
            {
                continue;
            }

            if (change.Campaigns.Find(campaign.Id) is { State: CampaignState.Aborted })
            {
                target.End(TargetState.Cancelled, "It was ended before its command was sent.", now);
            }
            else
            {
                target.WaitAgain();
            }
        }
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
}
