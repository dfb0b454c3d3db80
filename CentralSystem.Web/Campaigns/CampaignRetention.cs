using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Campaigns;

/// <summary>Removes campaigns and batches that ended long ago, a few of their Charge Points at a time.</summary>
internal sealed partial class CampaignRetention(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, IOptions<CampaignOptions> options, TimeProvider time, ILogger<CampaignRetention> logger)
    : Retention(options.Value.RetentionDays, TimeSpan.FromHours(1), time)
{
    protected override async Task<int> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var over = await db.Campaigns.Where(c => c.FinishedAt < before)
            .Select(c => new { c.Id, ChargePoints = db.CampaignTargets.Count(t => t.CampaignId == c.Id) }).ToListAsync(cancellationToken);
        foreach (var campaign in over)
        {
            // Its Charge Points first: all of a large campaign in one commit would hold messages up. Their positions are counted from 0.
            for (var end = BatchSize; end < campaign.ChargePoints; end += BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await writer.ChangeAsync(change => change.CampaignTargets.Where(t => t.CampaignId == campaign.Id && t.Position < end).ExecuteDelete());
            }

            await writer.ChangeAsync(change => change.Campaigns.Where(c => c.Id == campaign.Id).ExecuteDelete());
        }

        return over.Count;
    }

    [LoggerMessage(EventId = 1523, Level = LogLevel.Error, Message = "Old campaigns could not be removed; the next round tries again")]
    protected override partial void LogFailed(Exception exception);
}
