using System.Text.Json;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.Campaigns;

/// <summary>One command to many Charge Points.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string Batches = "/api/v1/command-batches";

    private readonly ApiFixture _system = ApiFixture.Start();

    [Fact]
    public async Task Fifty_charge_points_get_the_command_once_each()
    {
        var chargePoints = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => BootedAsync($"B-{i:00}")));

        var batch = await CreateAsync($$"""{"action":"ClearCache","concurrency":8,"chargePointIds":[{{string.Join(',', chargePoints.Select(c => $"\"{c.Identity}\""))}}]}""");

        var done = await CompletedAsync(batch);
        done.GetProperty("counts").Number("succeeded").ShouldBe(50);
        done.Text("finishedAt").ShouldNotBeNull();
        foreach (var chargePoint in chargePoints)
        {
            (await chargePoint.ReceivedAsync()).Action.ShouldBe("ClearCache");
            chargePoint.HasReceived.ShouldBeFalse();
            await chargePoint.DisposeAsync();
        }

        (await _system.GetAsync($"/api/v1/commands?batchId={batch}")).Items().Length.ShouldBe(50);
        var page = await _system.GetAsync($"{Batches}/{batch}/commands?limit=20");
        page.Items().Length.ShouldBe(20);
        (await _system.GetAsync($"{Batches}/{batch}/commands?limit=40&cursor={page.Text("nextCursor")}")).Items().Length.ShouldBe(30);
    }

    [Fact]
    public async Task Each_charge_point_that_got_nothing_is_told_with_the_reason()
    {
        await using var connected = await BootedAsync("R-1");
        await RegisterAsync("R-2");

        var batch = await CreateAsync("""{"action":"ClearCache","chargePointIds":["R-1","R-2","nobody"]}""");

        await CompletedAsync(batch);
        var entries = (await _system.GetAsync($"{Batches}/{batch}/commands")).Items();
        entries.Select(e => (e.Text("chargePointId"), e.Text("state"))).ShouldBe([("R-1", "Succeeded"), ("R-2", "Expired"), ("nobody", "Unknown")]);
        entries[1].Text("detail").ShouldBe("It is not connected.");
    }

    [Fact]
    public async Task Those_that_are_not_connected_are_waited_for_across_a_restart()
    {
        await RegisterAsync("W-1");
        await using (var first = await BootedAsync("W-2"))
        {
            var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
            var batch = await CreateAsync($$"""{"action":"ClearCache","chargePointIds":["W-1","W-2"],"queueUntil":"{{until}}"}""");
            await _system.UntilAsync($"{Batches}/{batch}", b => b.GetProperty("counts").Number("succeeded") == 1);
            await _system.RestartAsync();

            await using var late = await BootedAsync("W-1");
            await using var again = await BootedAsync("W-2");
            await CompletedAsync(batch);
            (await late.ReceivedAsync()).Action.ShouldBe("ClearCache");
            again.HasReceived.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Cancelling_a_batch_keeps_back_what_was_not_sent()
    {
        await RegisterAsync("X-1");
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var batch = await CreateAsync($$"""{"action":"ClearCache","chargePointIds":["X-1"],"queueUntil":"{{until}}","name":"evening"}""");

        using var response = await _system.SendAsync(HttpMethod.Delete, $"{Batches}/{batch}");

        ((int)response.StatusCode).ShouldBe(200);
        var done = await _system.UntilAsync($"{Batches}/{batch}", b => b.Text("finishedAt") is not null);
        (done.Text("state"), done.Text("name"), done.GetProperty("counts").Number("cancelled")).ShouldBe(("Aborted", "evening", 1));
        using var again = await _system.SendAsync(HttpMethod.Delete, $"{Batches}/{batch}");
        ((int)again.StatusCode).ShouldBe(409);
    }

    [Theory]
    [InlineData("""{"action":"ClearCache"}""", 400, "chargePointIds")]
    [InlineData("""{"action":"ClearCache","all":true,"tag":"a"}""", 400, "chargePointIds")]
    [InlineData("""{"action":"Reset","all":true,"payload":{"type":"Weird"}}""", 400, "type")]
    [InlineData("""{"action":"Frobnicate","all":true}""", 400, "action")]
    [InlineData("""{"action":"BootNotification","all":true}""", 400, "action")]
    [InlineData("""{"action":"ClearCache","all":true,"concurrency":0}""", 400, "concurrency")]
    [InlineData("""{"action":"ClearCache","all":true,"queueUntil":"2020-01-01T00:00:00Z"}""", 400, "queueUntil")]
    [InlineData("""{"action":"ClearCache","chargePointIds":["nobody"]}""", 409, null)]
    public async Task A_batch_that_makes_no_sense_is_refused_as_a_whole(string body, int status, string? field)
    {
        await RegisterAsync("N-1");
        (await _system.PostAsync(Batches, body, status)).Text("field").ShouldBe(field);
        (await _system.GetAsync(Batches)).Items().ShouldBeEmpty();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private async Task<TestChargePoint> BootedAsync(string identity)
    {
        // A batch that waits for it sends at once.
        var chargePoint = await _system.ConnectAsync(identity);
        chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";
        await chargePoint.BootAsync();
        return chargePoint;
    }

    private Task<JsonElement> RegisterAsync(string identity) => _system.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"{{identity}}"}""", status: 201);

    private async Task<string> CreateAsync(string body) => (await _system.PostAsync(Batches, body, status: 202)).Text("batchId")!;

    private Task<JsonElement> CompletedAsync(string batch) => _system.UntilAsync($"{Batches}/{batch}", b => b.Text("state") == "Completed");
}
