using CentralSystem.Tests.Support;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CentralSystem.Tests.Campaigns;

/// <summary>Campaigns and batches go when their time is over, with what they know of each Charge Point, but none that goes on.</summary>
public sealed class CampaignRetentionTests() : RetentionTests("Campaigns:RetentionDays")
{
    [Fact]
    public async Task Those_that_ended_too_long_ago_go_whole_and_no_other()
    {
        await AddAsync("Ended", endedDaysAgo: 31, chargePoints: (2 * CampaignRetention.BatchSize) + 1);
        await AddAsync("Batch", endedDaysAgo: 31, isBatch: true);
        await AddAsync("Ended since", endedDaysAgo: 29);
        await AddAsync("Goes on", endedDaysAgo: null);

        (await Retention(days: 0).TrimAsync(CancellationToken.None)).ShouldBe(0, "0 keeps them for ever.");
        (await Running.Get<CampaignRetention>().TrimAsync(CancellationToken.None)).ShouldBe(2);

        (await Running.ReadAsync(db => db.Campaigns.OrderBy(c => c.Name).Select(c => c.Name).ToListAsync())).ShouldBe(["Ended since", "Goes on"]);
        (await Running.ReadAsync(db => db.CampaignTargets.CountAsync())).ShouldBe(2);
    }

    private CampaignRetention Retention(int days) => new(
        Running.Get<IDbContextFactory<CentralSystemDbContext>>(), Running.Get<GroupCommitWriter>(), Options.Create(new CampaignOptions { RetentionDays = days }), Time,
        NullLogger<CampaignRetention>.Instance);

    /// <summary>Paused where it goes on, so that nothing becomes of it.</summary>
    private async Task AddAsync(string name, int? endedDaysAgo, bool isBatch = false, int chargePoints = 1) => await Running.Get<GroupCommitWriter>().ChangeAsync(db =>
    {
        var id = Guid.CreateVersion7(DaysAgo(40));
        db.Campaigns.Add(new Campaign
        {
            Id = id,
            IsBatch = isBatch,
            Name = name,
            Action = "ClearCache",
            Payload = "{}",
            CallerName = "test",
            State = endedDaysAgo is null ? CampaignState.Paused : CampaignState.Completed,
            CreatedAt = DaysAgo(40),
            FinishedAt = endedDaysAgo is { } days ? DaysAgo(days) : null,
            Wave = 1,
            WaveCount = 1,
        });
        db.CampaignTargets.AddRange(Enumerable.Range(0, chargePoints).Select(position => new CampaignTarget
        {
            CampaignId = id,
            Position = position,
            ChargePointId = ChargePoint,
            ChargePointKey = ChargePointKey,
            Wave = 1,
        }));
        return true;
    });
}
