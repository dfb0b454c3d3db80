using CentralSystem.Tests.Access;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Campaigns;

/// <summary>A look at a campaign takes a moment, in which an operator may change it: what was decided by an older state of it is not done.</summary>
public sealed class CampaignRunnerTests : OnSetTime
{
    [Fact]
    public async Task An_end_that_was_put_off_meanwhile_expires_nobody()
    {
        await Running.AddChargePointAsync("CP-1");
        var campaign = await CreateAsync(""" "chargePointIds":["CP-1"] """, endsIn: TimeSpan.FromHours(1));
        await ChangeAsync(campaign, $$"""{"endsAt":"{{A.Start.AddHours(3):O}}"}""");
        Time.Advance(TimeSpan.FromHours(2));

        await LookAsync(campaign);

        (await TargetsAsync(campaign)).ShouldBe([(TargetState.Waiting, null)]);
    }

    [Fact]
    public async Task Nothing_is_begun_once_the_pause_was_answered()
    {
        await Running.AddChargePointAsync("CP-1");
        var campaign = await CreateAsync(""" "chargePointIds":["CP-1"] """, endsIn: TimeSpan.FromHours(1));
        await ChangeAsync(campaign, """{"state":"Paused"}""");
        await using var chargePoint = await Running.ConnectRawAsync("CP-1");

        await LookAsync(campaign);

        (await TargetsAsync(campaign)).ShouldBe([(TargetState.Waiting, null)]);
        (await Running.ReadAsync(db => db.Commands.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Failures_that_an_operator_accepted_pause_it_no_more()
    {
        await Running.AddChargePointAsync("CP-2");
        await using var chargePoint = await Running.ConnectRawAsync("CP-1");
        var campaign = await CreateAsync(""" "chargePointIds":["CP-1","CP-2"],"failureThreshold":{"count":1} """, endsIn: TimeSpan.FromHours(1));
        var call = System.Text.Json.JsonDocument.Parse(await chargePoint.ReceiveRawAsync()).RootElement;
        await chargePoint.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Rejected"}]""");
        await UntilAsync(campaign, CampaignState.Paused);
        await ChangeAsync(campaign, """{"state":"Running"}""");

        await LookAsync(campaign);

        (await ReadAsync(campaign.Id)).State.ShouldBe(CampaignState.Running);
    }

    [Fact]
    public async Task Its_end_holds_while_it_is_paused_and_what_is_under_way_goes_on()
    {
        await using var chargePoint = await Running.ConnectRawAsync("CP-1");
        await Running.AddChargePointAsync("CP-2");
        var campaign = await CreateAsync(""" "chargePointIds":["CP-1","CP-2"],"waveSize":1 """, endsIn: TimeSpan.FromSeconds(10));
        await chargePoint.ReceiveRawAsync();
        await ChangeAsync(campaign, """{"state":"Paused"}""");

        Time.Advance(TimeSpan.FromSeconds(10));
        await LookAsync(await ReadAsync(campaign.Id));

        (await TargetsAsync(campaign)).ShouldBe([(TargetState.Running, null), (TargetState.Expired, "The campaign was paused until its end.")]);
    }

    [Fact]
    public async Task Each_that_got_nothing_is_told_why()
    {
        await using var busy = await Running.ConnectRawAsync("CP-1");
        await using var next = await Running.ConnectRawAsync("CP-2");
        await Running.AddChargePointAsync("CP-3");
        await Running.AddChargePointAsync("CP-4");
        var campaign = await CreateAsync(""" "chargePointIds":["CP-1","CP-2","CP-3","CP-4"],"waves":[{"count":3}],"concurrency":1 """, endsIn: TimeSpan.FromHours(1));
        await busy.ReceiveRawAsync();

        Time.Advance(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(async () => (await TargetsAsync(campaign)).Count(t => t.State == TargetState.Expired) == 3, "the campaign ends");

        (await TargetsAsync(campaign)).Select(t => t.Detail).Skip(1).ShouldBe(
            ["Its turn had not come when the campaign ended.", "The campaign has ended. It is not connected.", "Its wave had not begun when the campaign ended."]);
    }

    [Fact]
    public async Task One_whose_connection_ends_before_its_command_left_is_waited_for()
    {
        var campaign = await LostUnsentAsync(""" "chargePointIds":["CP-1"] """);
        await Eventually.TrueAsync(async () => (await TargetsAsync(campaign)).Single().State == TargetState.Waiting, "it waits again");

        await using var again = await Running.ConnectRawAsync("CP-1");
        Time.Advance(TimeSpan.FromSeconds(1));
        var call = System.Text.Json.JsonDocument.Parse(await again.ReceiveRawAsync()).RootElement;
        call[2].GetString().ShouldBe("ClearCache");
        await again.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Accepted"}]""");

        await UntilAsync(campaign, CampaignState.Completed);
        (await TargetsAsync(campaign)).ShouldBe([(TargetState.Succeeded, "Accepted")]);
    }

    [Fact]
    public async Task One_whose_connection_ended_before_its_command_left_and_that_stays_away_expires_with_the_campaign()
    {
        var campaign = await LostUnsentAsync(""" "chargePointIds":["CP-1"] """);
        await Eventually.TrueAsync(async () => (await TargetsAsync(campaign)).Single().State == TargetState.Waiting, "it waits again");

        Time.Advance(TimeSpan.FromHours(1));

        await UntilAsync(campaign, CampaignState.Completed);
        (await TargetsAsync(campaign)).ShouldBe([(TargetState.Expired, "The campaign has ended. It is not connected.")]);
    }

    [Fact]
    public async Task One_whose_connection_ended_before_its_command_left_is_not_waited_for_once_the_campaign_was_ended()
    {
        await using var chargePoint = await Running.ConnectRawAsync("CP-1");
        var campaign = await QueuedBehindAnotherAsync(chargePoint, """ "chargePointIds":["CP-1"] """);
        await Running.Get<GroupCommitWriter>().ChangeAsync(db => db.Campaigns.Find(campaign.Id)!.State = CampaignState.Aborted);
        await chargePoint.DisposeAsync();

        await Eventually.TrueAsync(async () => (await ReadAsync(campaign.Id)).FinishedAt is not null, "it is over");
        (await TargetsAsync(campaign)).Single().State.ShouldBe(TargetState.Cancelled);
    }

    [Fact]
    public async Task One_that_may_have_got_its_command_when_its_connection_ended_is_not_sent_it_again()
    {
        Campaign campaign;
        await using (var chargePoint = await Running.ConnectRawAsync("CP-1"))
        {
            campaign = await CreateAsync(""" "chargePointIds":["CP-1"] """, endsIn: TimeSpan.FromHours(1));
            await chargePoint.ReceiveRawAsync();
        }

        await UntilAsync(campaign, CampaignState.Completed);
        (await TargetsAsync(campaign)).Single().State.ShouldBe(TargetState.Failed);
        (await Running.ReadAsync(db => db.Commands.SingleAsync())).SentAt.ShouldNotBeNull();
    }

    /// <summary>A campaign whose command stood behind an unanswered one when the connection ended.</summary>
    [Fact]
    public async Task A_restart_costs_nobody_the_command_who_comes_back_after_it()
    {
        var campaign = await RestartedBeforeTheSecondWaveAsync();

        await LookAsync(await ReadAsync(campaign.Id));
        (await TargetsAsync(campaign))[1].ShouldBe((TargetState.Waiting, null));

        await using var second = await Running.ConnectRawAsync("CP-2");
        await LookAsync(await ReadAsync(campaign.Id));
        (await second.ReceiveRawAsync()).ShouldContain("ClearCache");
        (await TargetsAsync(campaign))[2].ShouldBe((TargetState.Waiting, null), "Its wave begins when those of the one before had time to come back.");
    }

    [Fact]
    public async Task Who_does_not_come_back_after_a_restart_gets_nothing()
    {
        var campaign = await RestartedBeforeTheSecondWaveAsync();

        Time.Advance(TimeSpan.FromMinutes(5));
        await LookAsync(await ReadAsync(campaign.Id));

        (await TargetsAsync(campaign))[1].ShouldBe((TargetState.Expired, "It is not connected."));
    }

    /// <summary>Three waves of a charge point each; the first one is over, the second one is due, and nobody is connected.</summary>
    private async Task<Campaign> RestartedBeforeTheSecondWaveAsync()
    {
        Campaign campaign;
        await using (var first = await Running.ConnectRawAsync("CP-1"))
        {
            await using var second = await Running.ConnectRawAsync("CP-2");
            await using var third = await Running.ConnectRawAsync("CP-3");
            campaign = await CreateAsync(""" "chargePointIds":["CP-1","CP-2","CP-3"],"waveSize":1,"wavePauseSeconds":60 """, endsIn: null);
            var call = System.Text.Json.JsonDocument.Parse(await first.ReceiveRawAsync()).RootElement;
            await first.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Accepted"}]""");
            await Eventually.TrueAsync(async () => (await ReadAsync(campaign.Id)).NextWaveAt is not null, "the pause before the second wave");
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await RestartAsync();
        Time.Advance(TimeSpan.FromSeconds(60));
        await LookAsync(await ReadAsync(campaign.Id));
        (await ReadAsync(campaign.Id)).Wave.ShouldBe(2);
        return campaign;
    }

    private async Task<Campaign> LostUnsentAsync(string targets)
    {
        await using var chargePoint = await Running.ConnectRawAsync("CP-1");
        return await QueuedBehindAnotherAsync(chargePoint, targets);
    }

    private async Task<Campaign> QueuedBehindAnotherAsync(RawChargePoint chargePoint, string targets)
    {
        _ = Http.AskAsync(HttpMethod.Post, "/api/v1/charge-points/CP-1/commands/GetLocalListVersion", "{}");
        await chargePoint.ReceiveRawAsync();
        var campaign = await CreateAsync(targets, endsIn: TimeSpan.FromHours(1));
        await Eventually.TrueAsync(async () => (await TargetsAsync(campaign)).Single().State == TargetState.Running, "its command stands in line");
        return campaign;
    }

    private async Task<Campaign> CreateAsync(string targets, TimeSpan? endsIn)
    {
        var end = endsIn is null ? "" : $"""
            "endsAt":"{A.Start + endsIn:O}",
            """;
        var answer = await Http.AskAsync(HttpMethod.Post, "/api/v1/campaigns", $$"""{"name":"c","action":"ClearCache",{{end}}{{targets}}}""");
        answer.Status.ShouldBe(201, answer.Text);
        return await ReadAsync(Guid.Parse(answer.Json.Text("campaignId")!));
    }

    private async Task ChangeAsync(Campaign campaign, string json)
    {
        var answer = await Http.AskAsync(HttpMethod.Patch, $"/api/v1/campaigns/{campaign.Id}", json);
        answer.Status.ShouldBe(200, answer.Text);
    }

    /// <summary>Goes on with the look at the campaign as it was read.</summary>
    private async Task LookAsync(Campaign campaign)
    {
        await using var db = await Running.Get<IDbContextFactory<CentralSystemDbContext>>().CreateDbContextAsync();
        await Running.Get<CampaignRunner>().CarryOnAsync(db, campaign, CancellationToken.None);
    }

    private Task UntilAsync(Campaign campaign, CampaignState state) => Eventually.TrueAsync(async () => (await ReadAsync(campaign.Id)).State == state, $"it is {state}");

    private Task<Campaign> ReadAsync(Guid id) => Running.ReadAsync(db => db.Campaigns.SingleAsync(c => c.Id == id));

    private async Task<List<(TargetState State, string? Detail)>> TargetsAsync(Campaign campaign) => [
        .. (await Running.ReadAsync(db => db.CampaignTargets.Where(t => t.CampaignId == campaign.Id).OrderBy(t => t.Position).ToListAsync())).Select(t => (t.State, t.Detail))];
}
