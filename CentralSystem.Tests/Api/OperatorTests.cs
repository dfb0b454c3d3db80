using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CentralSystem.Tests.Api;

/// <summary>What operators change, and who may be one.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private readonly ApiFixture _system = ApiFixture.Start();

    [Fact, Trait("Spec", "OCPP 1.6 §4.1")]
    public async Task An_id_tag_is_judged_by_its_last_change_at_once()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        (await Authorize("NEW")).ShouldBe("Invalid");

        var created = await _system.PostAsync("/api/v1/id-tags", """{"idTag":"NEW","note":"for tests"}""", 201);
        created.Text("status").ShouldBe("Accepted");
        (await Authorize("new")).ShouldBe("Accepted");
        await _system.PostAsync("/api/v1/id-tags", """{"idTag":"new"}""", 409);

        (await _system.PatchAsync("/api/v1/id-tags/new", """{"status":"Blocked"}""")).Text("note").ShouldBe("for tests");
        (await Authorize("NEW")).ShouldBe("Blocked");

        var replaced = await PutAsync("NEW", """{"expiryDate":"2020-01-01T00:00:00Z","parentIdTag":"GROUP","maxActiveTransactions":1}""", 200);
        replaced.Text("note").ShouldBeNull();
        (await Authorize("NEW")).ShouldBe("Expired");
        (await _system.PatchAsync("/api/v1/id-tags/NEW", """{"expiryDate":null}""")).Text("parentIdTag").ShouldBe("GROUP");
        (await Authorize("NEW")).ShouldBe("Accepted");
        (await _system.GetAsync("/api/v1/id-tags/nEw")).Text("idTag").ShouldBe("NEW");
        (await _system.GetAsync("/api/v1/id-tags?parentIdTag=group")).Items().ShouldHaveSingleItem();

        (await _system.SendAsync(HttpMethod.Delete, "/api/v1/id-tags/NEW")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await Authorize("NEW")).ShouldBe("Invalid");
        await _system.GetAsync("/api/v1/id-tags/NEW", 404);
        await PutAsync("NEW", "{}", 201);
        (await Authorize("NEW")).ShouldBe("Accepted");

        async Task<string?> Authorize(string idTag) =>
            (await chargePoint.CallAsync("Authorize", $$"""{"idTag":"{{idTag}}"}""")).GetProperty("idTagInfo").Text("status");
    }

    [Theory]
    [InlineData("""{"idTag":""}""", "idTag")]
    [InlineData("""{"idTag":"123456789012345678901"}""", "idTag")]
    [InlineData("{}", "idTag")]
    [InlineData("""{"idTag":"A","status":"Fine"}""", "status")]
    [InlineData("""{"idTag":"A","expiryDate":"soon"}""", "expiryDate")]
    [InlineData("""{"idTag":"A","maxActiveTransactions":-1}""", "maxActiveTransactions")]
    [InlineData("""{"idTag":"A","parentIdTag":7}""", "parentIdTag")]
    [InlineData("""{"idTag":"A","colour":"red"}""", "colour")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    public async Task An_id_tag_that_cannot_be_is_400_with_its_field(string body, string field) =>
        (await _system.PostAsync("/api/v1/id-tags", body, 400)).Text("field").ShouldBe(field);

    [Fact]
    public async Task An_unknown_id_tag_is_adopted_from_the_inbox()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        await chargePoint.CallAsync("Authorize", """{"idTag":"STRANGER"}""");
        await chargePoint.CallAsync("Authorize", """{"idTag":"PASSERBY"}""");
        var inbox = await _system.UntilAsync("/api/v1/unknown-id-tags", t => t.Items().Length == 2);
        inbox.Items()[1].Text("idTag").ShouldBe("STRANGER");
        inbox.Items()[1].Text("lastChargePointId").ShouldBe("CP");

        await _system.PostAsync("/api/v1/unknown-id-tags/stranger/adopt", """{"note":"welcome"}""", 201);

        (await chargePoint.CallAsync("Authorize", """{"idTag":"STRANGER"}""")).GetProperty("idTagInfo").Text("status").ShouldBe("Accepted");
        (await _system.SendAsync(HttpMethod.Delete, "/api/v1/unknown-id-tags/PASSERBY")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await _system.GetAsync("/api/v1/unknown-id-tags")).Items().ShouldBeEmpty();
        await _system.PostAsync("/api/v1/unknown-id-tags/nobody/adopt", status: 404);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task A_pending_charge_point_is_approved_without_reconnecting()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP-new","registrationStatus":"Pending"}""", 201);
        await using var chargePoint = await _system.ConnectAsync("CP-new");
        (await chargePoint.BootAsync()).Text("status").ShouldBe("Pending");

        (await _system.PatchAsync("/api/v1/charge-points/cp-new", """{"registrationStatus":"Accepted"}""")).Text("registrationStatus").ShouldBe("Accepted");

        (await chargePoint.BootAsync()).Text("status").ShouldBe("Accepted");
        await chargePoint.CallAsync("Heartbeat", "{}");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2; OCPP-J errata §3.8")]
    public async Task A_stranger_that_is_registered_while_it_is_connected_takes_part_once_it_booted()
    {
        await using var chargePoint = await _system.ConnectAsync("CP-stranger");
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP-stranger"}""", 201);
        (await chargePoint.BootAsync()).Text("status").ShouldBe("Accepted");
        var started = await chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""");
        started.Number("transactionId").ShouldBePositive();
    }

    [Fact, Trait("Spec", "OCPP-J §6.2")]
    public async Task A_password_is_asked_for_from_the_moment_it_is_set_until_it_is_cleared()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP","password":"sixteen-bytes-ok"}""", 201);
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(_system.ConnectAsync("CP"));
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(_system.ConnectAsync("CP", "wrong"));
        await using (await _system.BootedAsync("CP", "sixteen-bytes-ok"))
        {
        }

        (await _system.PatchAsync("/api/v1/charge-points/CP", """{"password":null}""")).Text("hasPassword").ShouldBe("False");
        await using var chargePoint = await _system.BootedAsync("CP");
    }

    [Fact]
    public async Task A_validation_mode_takes_effect_on_the_open_connection()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        await chargePoint.CallAsync("Heartbeat", """{"surplus":1}""");
        await _system.PatchAsync("/api/v1/charge-points/CP", """{"validationMode":"Strict"}""");
        (await chargePoint.CallForFrameAsync("Heartbeat", """{"surplus":1}"""))[0].GetInt32().ShouldBe(4);
        await _system.PatchAsync("/api/v1/charge-points/CP", """{"validationMode":null}""");
        await chargePoint.CallAsync("Heartbeat", """{"surplus":1}""");
    }

    [Fact]
    public async Task A_connection_is_closed_on_request()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        (await _system.SendAsync(HttpMethod.Delete, "/api/v1/charge-points/CP/connection")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        await chargePoint.EndedAsync();
        await _system.UntilAsync("/api/v1/charge-points/CP", c => c.Text("connected") == "False");
        using var again = await _system.SendAsync(HttpMethod.Delete, "/api/v1/charge-points/CP/connection");
        again.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"chargePointId":"a/b"}""", "chargePointId")]
    [InlineData("""{"chargePointId":"1234567890123456789012345678901234567890123456789"}""", "chargePointId")]
    [InlineData("{}", "chargePointId")]
    [InlineData("""{"chargePointId":"A","registrationStatus":"Maybe"}""", "registrationStatus")]
    [InlineData("""{"chargePointId":"A","validationMode":"Odd"}""", "validationMode")]
    [InlineData("""{"chargePointId":"A","password":""}""", "password")]
    public async Task A_charge_point_that_cannot_be_is_400_with_its_field(string body, string field) =>
        (await _system.PostAsync("/api/v1/charge-points", body, 400)).Text("field").ShouldBe(field);

    [Fact]
    public async Task An_identity_is_registered_once()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"Twice"}""", 201);
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"TWICE"}""", 409);
    }

    [Fact]
    public async Task Other_web_sites_are_kept_out_and_our_own_is_not()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/api/v1/charge-points");
        foreign.Headers.Add("Origin", "https://evil.example");
        (await _system.Http.SendAsync(foreign)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);

        using var opaque = new HttpRequestMessage(HttpMethod.Post, "/api/v1/charge-points/CP/commands/ClearCache");
        opaque.Headers.Add("Origin", "null");
        (await _system.Http.SendAsync(opaque)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);

        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/v1/charge-points");
        own.Headers.Add("Origin", _system.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        (await _system.Http.SendAsync(own)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_body_that_is_not_declared_as_JSON_is_415_and_one_that_is_too_long_413()
    {
        using var form = new StringContent("""{"idTag":"A"}""", Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        var refused = await _system.Http.PostAsync(new Uri("/api/v1/id-tags", UriKind.Relative), form);
        ((int)refused.StatusCode).ShouldBe(415);
        await _system.PostAsync("/api/v1/id-tags", JsonSerializer.Serialize(new { note = new string('x', 70_000) }), 413);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_too()
    {
        (await _system.GetAsync("/api/v1/nothing", 404)).Text("type").ShouldBe("urn:centralsystem:problem:not-found");
        (await _system.PostAsync("/api/v1/transactions", "{}", 405)).Text("type").ShouldBe("urn:centralsystem:problem:method-not-allowed");
        await _system.GetAsync("/api/v1/commands/00000000-0000-0000-0000-000000000000", 404);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private async Task<JsonElement> PutAsync(string idTag, string body, int status)
    {
        using var response = await _system.SendAsync(HttpMethod.Put, $"/api/v1/id-tags/{idTag}", body);
        ((int)response.StatusCode).ShouldBe(status);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }
}
