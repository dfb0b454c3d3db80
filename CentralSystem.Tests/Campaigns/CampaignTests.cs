using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Web.Api;
using CentralSystem.Web.Campaigns;

namespace CentralSystem.Tests.Campaigns;

/// <summary>One command to many Charge Points in waves.</summary>
public sealed class CampaignTests : IAsyncLifetime
{
    private const string Campaigns = "/api/v1/campaigns";
    private const string Firmware = """{"location":"https://example.org/f","retrieveDate":"2026-01-01T00:00:00Z"}""";

    private readonly ApiFixture _system = ApiFixture.Start();

    [Fact]
    public async Task A_wave_begins_when_the_one_before_is_done()
    {
        await using var first = await BootedAsync("W-1", answer: null);
        await using var second = await BootedAsync("W-2");
        await using var third = await BootedAsync("W-3");
        var id = await CreateAsync("""{"name":"caches","action":"ClearCache","chargePointIds":["W-1","W-2","W-3"],"waves":[{"count":1}]}""");

        var call = await first.ReceivedAsync();
        second.HasReceived.ShouldBeFalse();
        await first.AnswerAsync(call, """{"status":"Accepted"}""");

        var done = await StateAsync(id, "Completed");
        done.Number("wave").ShouldBe(2);
        done.GetProperty("waves").EnumerateArray().Select(w => w.GetProperty("counts").Number("succeeded")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Failures_pause_it_and_an_operator_may_go_on()
    {
        await using var first = await BootedAsync("F-1", """{"status":"Rejected"}""");
        await using var second = await BootedAsync("F-2");
        var id = await CreateAsync("""{"name":"caches","action":"ClearCache","chargePointIds":["F-1","F-2"],"waveSize":1,"failureThreshold":{"percent":50}}""");

        var paused = await StateAsync(id, "Paused");
        paused.Text("stateReason").ShouldBe("1 of 1 charge points failed.");
        second.HasReceived.ShouldBeFalse();

        await _system.PatchAsync($"{Campaigns}/{id}", """{"state":"Running"}""");
        var done = await StateAsync(id, "Completed");
        (done.GetProperty("counts").Number("failed"), done.GetProperty("counts").Number("succeeded")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_firmware_update_ends_with_the_report_of_the_charge_point()
    {
        await using var good = await BootedAsync("U-1");
        await using var bad = await BootedAsync("U-2");
        var id = await CreateAsync($$"""{"name":"1.2","action":"UpdateFirmware","payload":{{Firmware}},"chargePointIds":["U-1","U-2"]}""");
        await good.AnswerAsync(await good.ReceivedAsync(), "{}");
        await bad.AnswerAsync(await bad.ReceivedAsync(), "{}");
        await good.CallAsync("FirmwareStatusNotification", """{"status":"Installing"}""");
        (await _system.GetAsync($"{Campaigns}/{id}")).GetProperty("counts").Number("running").ShouldBe(2);

        // Running updates go on across a restart, and nobody is asked twice.
        await _system.RestartAsync();
        await using var goodAgain = await BootedAsync("U-1");
        await using var badAgain = await BootedAsync("U-2");
        await goodAgain.CallAsync("FirmwareStatusNotification", """{"status":"Installed"}""");
        await badAgain.CallAsync("FirmwareStatusNotification", """{"status":"InstallationFailed"}""");

        await StateAsync(id, "Completed");
        var targets = (await _system.GetAsync($"{Campaigns}/{id}/targets")).Items();
        targets.Select(t => (t.Text("state"), t.Text("detail"))).ShouldBe([("Succeeded", "Installed"), ("Failed", "InstallationFailed")]);
        goodAgain.HasReceived.ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_paused_resumed_aborted_and_forgotten_by_revision()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"A-1"}""", status: 201);
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var id = await CreateAsync($$"""{"name":"caches","action":"ClearCache","chargePointIds":["A-1"],"endsAt":"{{until}}"}""");
        await DeleteAsync(id, 409);
        await _system.PatchAsync($"{Campaigns}/{id}", """{"state":"Paused"}""");
        await using var chargePoint = await BootedAsync("A-1");
        (await _system.GetAsync($"{Campaigns}/{id}")).GetProperty("counts").Number("waiting").ShouldBe(1);

        using var stale = new HttpRequestMessage(HttpMethod.Patch, $"{Campaigns}/{id}") { Content = new StringContent("""{"state":"Running"}""", null, "application/json") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        using var refused = await _system.Http.SendAsync(stale);
        ((int)refused.StatusCode).ShouldBe(412);

        await _system.PatchAsync($"{Campaigns}/{id}", """{"state":"Aborted"}""");
        (await _system.UntilAsync($"{Campaigns}/{id}", c => c.Text("finishedAt") is not null)).GetProperty("counts").Number("cancelled").ShouldBe(1);
        chargePoint.HasReceived.ShouldBeFalse();
        await _system.PatchAsync($"{Campaigns}/{id}", """{"state":"Running"}""", status: 409);
        await DeleteAsync(id, 412, ifMatch: "\"0\"");
        await DeleteAsync(id, 204);
        await _system.GetAsync($"{Campaigns}/{id}", 404);
    }

    [Theory]
    [InlineData("""{"name":"x","action":"ClearCache"}""", "chargePointIds")]
    [InlineData("""{"name":"x","action":"Frobnicate","vendor":"Vendor"}""", "action")]
    [InlineData("""{"name":"x","action":"ClearCache","vendor":"Vendor","waves":[{"count":1}],"waveSize":1}""", "waveSize")]
    [InlineData("""{"name":"x","action":"ClearCache","vendor":"Vendor","waves":[{}]}""", "waves[0]")]
    [InlineData("""{"name":"x","action":"ClearCache","vendor":"Vendor","failureThreshold":{"percent":101}}""", "failureThreshold.percent")]
    [InlineData("""{"name":"x","action":"ClearCache","vendor":"Vendor","more":1}""", "more")]
    public async Task A_campaign_that_makes_no_sense_is_refused(string body, string field)
    {
        await using var chargePoint = await BootedAsync("N-1");
        (await _system.PostAsync(Campaigns, body, 400)).Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task Charge_points_are_selected_by_vendor_and_model()
    {
        await using var chargePoint = await BootedAsync("V-1");
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"V-2"}""", status: 201);
        var id = await CreateAsync("""{"name":"x","action":"ClearCache","vendor":"Vendor","model":"Model"}""");
        (await StateAsync(id, "Completed")).GetProperty("counts").Number("total").ShouldBe(1);
    }

    [Fact]
    public async Task A_request_id_that_is_left_to_us_holds_up_no_campaign()
    {
        await using var signed = await BootedAsync("I-1");
        await using var other = await BootedAsync("I-2");
        signed.Answers["SignedUpdateFirmware"] = """{"status":"Accepted"}""";
        var first = await CreateAsync("""
            {"name":"signed","action":"SignedUpdateFirmware","chargePointIds":["I-1"],"payload":{"requestId":null,
            "firmware":{"location":"https://example.org/f","retrieveDateTime":"2026-01-01T00:00:00Z","signingCertificate":"PEM","signature":"AAAA"}}}
            """);
        await _system.UntilAsync($"/api/v1/charge-points/I-1/commands", c => c.Items() is [{ } only] && only.Text("status") == "Answered");
        await StateAsync(await CreateAsync("""{"name":"caches","action":"ClearCache","chargePointIds":["I-2"]}"""), "Completed");
        await signed.CallAsync("SignedFirmwareStatusNotification", """{"status":"Installed","requestId":1}""");
        await StateAsync(first, "Completed");
    }

    [Fact]
    public async Task A_file_is_sent_to_those_that_are_connected_whoever_else_is_selected()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"L-1"}""", status: 201);
        await using var here = await BootedAsync("L-2");
        here.Answers["UpdateFirmware"] = "{}";
        using var body = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("application/octet-stream") } };
        using var file = await _system.Http.PostAsync("/api/v1/files?name=f.bin", body);
        var fileId = JsonSerializer.Deserialize<JsonElement>(await file.Content.ReadAsStringAsync()).Text("fileId");
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");

        await CreateAsync($$"""{"name":"f","action":"UpdateFirmware","payload":{"fileId":"{{fileId}}"},"chargePointIds":["L-1","L-2"],"endsAt":"{{until}}"}""");
        (await here.ReceivedAsync()).Action.ShouldBe("UpdateFirmware");
    }

    [Theory]
    [InlineData("""{"name":"x","action":"A","waves":[{"percent":10},{"count":3}]}""", "1222333333")]
    [InlineData("""{"name":"x","action":"A","waveSize":4}""", "1111222233")]
    [InlineData("""{"name":"x","action":"A"}""", "1111111111")]
    [InlineData("""{"name":"x","action":"A","waves":[{"count":50}]}""", "1111111111")]
    public void Waves_are_as_large_as_asked_for_and_the_last_takes_the_rest(string body, string waves) =>
        string.Concat(Waves.Of(JsonInput<NewCampaign>.Read(System.Text.Encoding.UTF8.GetBytes(body)).Value, 10)).ShouldBe(waves);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private async Task<TestChargePoint> BootedAsync(string identity, string? answer = """{"status":"Accepted"}""")
    {
        var chargePoint = await _system.BootedAsync(identity);
        if (answer is not null)
        {
            chargePoint.Answers["ClearCache"] = answer;
        }

        return chargePoint;
    }

    private async Task<string> CreateAsync(string body) => (await _system.PostAsync(Campaigns, body, status: 201)).Text("campaignId")!;

    private Task<JsonElement> StateAsync(string id, string state) => _system.UntilAsync($"{Campaigns}/{id}", c => c.Text("state") == state);

    private async Task DeleteAsync(string id, int status, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Campaigns}/{id}");
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await _system.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
    }
}
