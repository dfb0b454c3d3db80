using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Files;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Commands;

/// <summary>Commands go when their time is over, but none that somebody still counts on.</summary>
public sealed class CommandRetentionTests() : RetentionTests("Commands:RetentionDays")
{
    [Fact]
    public async Task Those_that_ended_too_long_ago_go_and_no_other()
    {
        var ended = await AddAsync("Ended", madeDaysAgo: 40, endedDaysAgo: 31);
        await AddAsync("Ended since", madeDaysAgo: 40, endedDaysAgo: 29);
        await AddAsync("Not ended", madeDaysAgo: 40, endedDaysAgo: null);
        await AddAsync("New", madeDaysAgo: 1, endedDaysAgo: 1);
        await AddAsync("Of a campaign that is over", madeDaysAgo: 40, endedDaysAgo: 31, await AddCampaignAsync(isOver: true));
        await AddAsync("Of a campaign that goes on", madeDaysAgo: 40, endedDaysAgo: 31, await AddCampaignAsync(isOver: false));
        await AddAsync("Of a campaign that was forgotten", madeDaysAgo: 40, endedDaysAgo: 31, Guid.NewGuid());
        await AddLinkAsync(ended);

        (await Retention(days: 0).TrimAsync(CancellationToken.None)).ShouldBe(0, "0 keeps them for ever.");
        (await Running.Get<CommandRetention>().TrimAsync(CancellationToken.None)).ShouldBe(3);
        await Running.Get<FileStore>().RemoveExpiredAsync();

        (await Running.ReadAsync(db => db.Commands.OrderBy(c => c.Action).Select(c => c.Action).ToListAsync()))
            .ShouldBe(["Ended since", "New", "Not ended", "Of a campaign that goes on"]);
        (await Running.ReadAsync(db => db.FileLinks.CountAsync())).ShouldBe(0, "A link waits for the file of its command no longer than there is the command.");
    }

    [Fact]
    public async Task However_many_there_are_each_commit_takes_few_and_all_go()
    {
        const int Many = (2 * CommandRetention.BatchSize) + 1;
        var ids = new CommandIds(new FakeTimeProvider(DaysAgo(40)));
        await Running.Get<GroupCommitWriter>().ChangeAsync(db =>
        {
            db.Commands.AddRange(Enumerable.Range(0, Many).Select(_ => NewCommand(ids.Next(), "Ended", madeDaysAgo: 40, endedDaysAgo: 40, batchId: null)));
            return true;
        });

        (await Running.Get<CommandRetention>().TrimAsync(CancellationToken.None)).ShouldBe(Many);

        (await Running.ReadAsync(db => db.Commands.CountAsync())).ShouldBe(0);
    }

    private CommandRetention Retention(int days) => new(
        Running.Get<GroupCommitWriter>(), Options.Create(new CommandSettings { RetentionDays = days }), Time, NullLogger<CommandRetention>.Instance);

    private async Task<Guid> AddAsync(string action, int madeDaysAgo, int? endedDaysAgo, Guid? batchId = null)
    {
        var command = NewCommand(new CommandIds(new FakeTimeProvider(DaysAgo(madeDaysAgo))).Next(), action, madeDaysAgo, endedDaysAgo, batchId);
        await Running.Get<GroupCommitWriter>().ChangeAsync(db => db.Commands.Add(command).Entity.Id);
        return command.Id;
    }

    private Command NewCommand(Guid id, string action, int madeDaysAgo, int? endedDaysAgo, Guid? batchId) => new()
    {
        Id = id,
        ChargePointKey = ChargePointKey,
        Action = action,
        CallerKind = CallerKind.ApiKey,
        CallerName = "test",
        BatchId = batchId,
        TimeoutSeconds = 30,
        Payload = "{}",
        Status = endedDaysAgo is null ? CommandStatus.Queued : CommandStatus.Answered,
        CreatedAt = DaysAgo(madeDaysAgo),
        FinishedAt = endedDaysAgo is { } days ? DaysAgo(days) : null,
    };

    /// <summary>Paused, so that nothing becomes of it.</summary>
    private async Task<Guid> AddCampaignAsync(bool isOver)
    {
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(Time.GetUtcNow()),
            Action = "ClearCache",
            Payload = "{}",
            CallerName = "test",
            State = isOver ? CampaignState.Completed : CampaignState.Paused,
            FinishedAt = isOver ? Time.GetUtcNow() : null,
            Wave = 1,
            WaveCount = 1,
        };
        await Running.Get<GroupCommitWriter>().ChangeAsync(db =>
        {
            db.Campaigns.Add(campaign);
            db.CampaignTargets.Add(new CampaignTarget { CampaignId = campaign.Id, ChargePointId = ChargePoint, ChargePointKey = ChargePointKey, Wave = 1 });
            return true;
        });
        return campaign.Id;
    }

    private async Task AddLinkAsync(Guid commandId) => await Running.Get<GroupCommitWriter>().ChangeAsync(db =>
    {
        db.FileLinks.Add(new FileLink
        {
            Id = Guid.NewGuid(),
            TokenSha256 = new string('0', 64),
            Kind = FileKind.Diagnostics,
            ChargePointKey = ChargePointKey,
            CommandId = commandId,
            ExpiresAt = DaysAgo(1),
        });
        return true;
    });
}
