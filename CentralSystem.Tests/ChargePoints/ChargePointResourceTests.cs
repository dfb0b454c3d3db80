using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.ChargePoints;

/// <summary>Charge Points as operators keep them: found, described, grouped, removed, brought in by the dozen.</summary>
public sealed class ChargePointResourceTests : IClassFixture<ChargePointResourceTests.Shared>
{
    private readonly ApiFixture _system;

    public ChargePointResourceTests(Shared shared) => _system = shared.System;

    [Fact]
    public async Task A_list_is_narrowed_by_each_filter()
    {
        await using var north = await _system.ConnectAsync("find-north");
        await north.CallAsync("BootNotification", """{"chargePointVendor":"Aurora","chargePointModel":"N1","firmwareVersion":"7.1"}""");
        await north.CallAsync("StatusNotification", """{"connectorId":2,"errorCode":"NoError","status":"Faulted"}""");
        await north.CallAsync("Heartbeat", """{"surplus":1}""");
        await _system.PatchAsync("/api/v1/charge-points/find-north", """{"tags":["Depot","Fast"]}""");
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"find-south","registrationStatus":"Pending","tags":["depot"]}""", 201);

        (await ListAsync("search=FIND-")).ShouldBe(["find-north", "find-south"]);
        (await ListAsync("search=find_")).ShouldBeEmpty();
        (await ListAsync("search=find-n")).ShouldBe(["find-north"]);
        (await ListAsync("vendor=aurora")).ShouldBe(["find-north"]);
        (await ListAsync("model=n1&firmwareVersion=7.1")).ShouldBe(["find-north"]);
        (await ListAsync("firmwareVersion=7")).ShouldBeEmpty();
        (await ListAsync("tag=DEPOT")).ShouldBe(["find-north", "find-south"]);
        (await ListAsync("tag=fast")).ShouldBe(["find-north"]);
        (await ListAsync("connectorStatus=Faulted&search=find-")).ShouldBe(["find-north"]);
        (await ListAsync("registrationStatus=Pending&tag=depot")).ShouldBe(["find-south"]);
        (await ListAsync("connected=true&tag=depot")).ShouldBe(["find-north"]);
        (await ListAsync("connected=false&tag=depot")).ShouldBe(["find-south"]);
        await _system.UntilAsync("/api/v1/charge-points?hasDeviations=true&search=find-", list => list.Items().Length == 1);
        (await ListAsync("hasDeviations=false&search=find-")).ShouldBe(["find-south"]);
        (await _system.GetAsync("/api/v1/charge-points?sort=colour", 400)).Text("field").ShouldBe("sort");
    }

    [Fact]
    public async Task Every_order_walks_each_charge_point_exactly_once()
    {
        string[] registered = ["sort-c", "SORT-b", "sort-e", "sort-a", "sort-D"];
        foreach (var identity in registered)
        {
            await _system.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"{{identity}}"}""", 201);
        }

        (await WalkAsync("sort=createdAt")).ShouldBe(registered);
        (await WalkAsync("sort=createdAt&descending=true")).ShouldBe(registered.Reverse());
        (await WalkAsync("sort=identity")).ShouldBe(["sort-a", "SORT-b", "sort-c", "sort-D", "sort-e"]);
        (await WalkAsync("sort=identity&descending=true")).ShouldBe(["sort-e", "sort-D", "sort-c", "SORT-b", "sort-a"]);
        (await WalkAsync("sort=lastSeen")).ShouldBe(registered);
        await using (await _system.BootedAsync("sort-e"))
        {
        }

        (await WalkAsync("sort=lastSeen&descending=true"))[0].ShouldBe("sort-e");
        (await WalkAsync("sort=lastSeen")).Count.ShouldBe(5);

        async Task<List<string?>> WalkAsync(string order)
        {
            var (met, cursor) = (new List<string?>(), "");
            do
            {
                var page = await _system.GetAsync($"/api/v1/charge-points?search=sort-&limit=2&{order}&cursor={cursor}");
                met.AddRange(page.Items().Select(c => c.Text("chargePointId")));
                cursor = page.Text("nextCursor");
            }
            while (cursor is not null);
            return met;
        }
    }

    [Fact]
    public async Task What_is_said_is_kept_and_null_clears_it()
    {
        var created = await _system.PostAsync("/api/v1/charge-points", """
            {"chargePointId":"described","name":"Depot 4","description":"By the gate","location":"Hof 1","latitude":48.1,"longitude":-11.5,"notes":"key at the desk","tags":["b","A","a"],"validationMode":"Strict"}
            """, 201);
        (created.Text("name"), created.Text("location"), created.Text("latitude"), created.Text("longitude")).ShouldBe(("Depot 4", "Hof 1", "48.1", "-11.5"));
        created.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["A", "b"], StringComparer.OrdinalIgnoreCase);

        var changed = await _system.PatchAsync("/api/v1/charge-points/DESCRIBED", """{"name":null,"notes":"gone","tags":["c"]}""");
        (changed.Text("name"), changed.Text("notes"), changed.Text("description"), changed.Text("validationMode")).ShouldBe((null, "gone", "By the gate", "Strict"));
        changed.GetProperty("tags").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("c");
        (await ListAsync("tag=b&search=described")).ShouldBeEmpty();
        (await _system.PatchAsync("/api/v1/charge-points/described", """{"tags":null,"latitude":null,"longitude":null}""")).GetProperty("tags").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"latitude":91,"longitude":1}""", "latitude")]
    [InlineData("""{"latitude":1,"longitude":null}""", "longitude")]
    [InlineData("""{"tags":["ok",""]}""", "tags")]
    [InlineData("""{"tags":["line\nbreak"]}""", "tags")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"notes":7}""", "notes")]
    [InlineData("""{"chargePointId":"other"}""", "chargePointId")]
    [InlineData("""{"password":"a","generatePassword":true}""", "generatePassword")]
    [InlineData("""{"registrationStatus":1}""", "registrationStatus")]
    public async Task What_cannot_be_is_400_with_its_field(string body, string field)
    {
        await RegisterAsync("wrong");
        (await _system.PatchAsync("/api/v1/charge-points/wrong", body, 400)).Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task An_edit_upon_an_older_state_is_refused()
    {
        await RegisterAsync("edited");
        var tag = await TagAsync("edited");
        (await PatchIfAsync("edited", """{"tags":["x"]}""", tag)).ShouldBe(HttpStatusCode.OK);
        (await TagAsync("edited")).ShouldNotBe(tag);
        (await PatchIfAsync("edited", """{"name":"late"}""", tag)).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await DeleteIfAsync("edited", tag)).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchIfAsync("edited", """{"name":"on time"}""", await TagAsync("edited"))).ShouldBe(HttpStatusCode.OK);
        (await DeleteIfAsync("edited", await TagAsync("edited"))).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact, Trait("Spec", "OCPP-J §6.2")]
    public async Task A_generated_password_is_shown_once_and_opens_the_door()
    {
        await RegisterAsync("secret");
        var password = (await _system.PatchAsync("/api/v1/charge-points/secret", """{"generatePassword":true}""")).Text("generatedPassword")!;
        password.Length.ShouldBe(40);
        (await _system.GetAsync("/api/v1/charge-points/secret")).Text("generatedPassword").ShouldBeNull();
        await Should.ThrowAsync<WebSocketException>(_system.ConnectAsync("secret"));
        await using var chargePoint = await _system.BootedAsync("secret", password);

        var audit = await _system.QueryAsync("SELECT action || ' ' || coalesce(detail, '') FROM audit_entries WHERE subject = 'secret' ORDER BY id");
        audit.Count.ShouldBe(2);
        audit[1].ShouldStartWith("charge-point.changed");
        audit[0].ShouldContain("\"passwordChanged\":false", Case.Sensitive, "It was registered without one.");
        audit[1].ShouldContain("\"passwordChanged\":true");
        audit.ShouldNotContain(entry => entry.Contains(password, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_removed_charge_point_stays_outside_its_history_inside()
    {
        await using var chargePoint = await _system.BootedAsync("leaver");
        await chargePoint.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        var transaction = (await chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""")).Number("transactionId");
        await chargePoint.CallAsync("MeterValues", $$"""{"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"2026-01-15T10:01:00Z","sampledValue":[{"value":"5"}]}]}""");
        chargePoint.Answers["ReserveNow"] = """{"status":"Accepted"}""";
        await _system.CommandAsync("leaver", "ReserveNow", """{"connectorId":1,"idTag":"TAG00001","expiryDate":"2099-01-01T00:00:00Z"}""");

        (await DeleteIfAsync("LEAVER", null)).ShouldBe(HttpStatusCode.NoContent);

        await chargePoint.EndedAsync();
        await _system.GetAsync("/api/v1/charge-points/leaver", 404);
        (await DeleteIfAsync("leaver", null)).ShouldBe(HttpStatusCode.NotFound);
        (await ListAsync("search=leaver")).ShouldBeEmpty();
        (await _system.GetAsync("/api/v1/connectors?chargePointId=leaver")).Items().ShouldBeEmpty();
        await Should.ThrowAsync<WebSocketException>(_system.ConnectAsync("leaver"));
        (await _system.GetAsync("/api/v1/transactions?chargePointId=leaver")).Items().ShouldHaveSingleItem().Text("chargePointId").ShouldBe("leaver");
        (await _system.GetAsync($"/api/v1/transactions/{transaction}/meter-values")).Items().ShouldHaveSingleItem();
        (await _system.GetAsync("/api/v1/charge-points/leaver/meter-values?from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z")).Items().ShouldHaveSingleItem();
        (await _system.GetAsync("/api/v1/charge-points/leaver/commands")).Items().ShouldHaveSingleItem();
        (await _system.GetAsync("/api/v1/reservations?chargePointId=leaver")).Items().ShouldHaveSingleItem().Text("state").ShouldBe("Cancelled");
        var attempt = (await _system.UntilAsync("/api/v1/connection-attempts?chargePointId=leaver", a => a.Items().Length > 0)).Items()[0];
        attempt.Text("reason").ShouldBe("UnknownChargePoint");

        // Registered again it is the same Charge Point, and needs no boot (OCPP-J §5.4).
        (await _system.PostAsync($"/api/v1/connection-attempts/{attempt.Text("id")}/register", """{"name":"Back"}""", 201)).Text("name").ShouldBe("Back");
        await using var back = await _system.ConnectAsync("leaver");
        await back.CallAsync("StopTransaction", $$"""{"transactionId":{{transaction}},"meterStop":9,"timestamp":"2026-01-15T11:00:00Z"}""");
        (await _system.GetAsync("/api/v1/transactions?chargePointId=leaver")).Items().ShouldHaveSingleItem().Number("energyWh").ShouldBe(9);
        (await _system.QueryAsync("SELECT action FROM audit_entries WHERE subject = 'leaver' AND action LIKE 'charge-point.%' ORDER BY id")).ShouldBe(["charge-point.removed", "charge-point.registered"]);
    }

    [Fact]
    public async Task A_removed_charge_point_is_still_removed_after_a_restart_and_a_boot_does_not_bring_it_back()
    {
        await using var system = ApiFixture.Start();
        await using var chargePoint = await system.BootedAsync("gone");
        var removal = system.SendAsync(HttpMethod.Delete, "/api/v1/charge-points/gone");
        try
        {
            while (true)
            {
                // Boots until the connection ends: some of them meet the removal.
                await chargePoint.CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
            }
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or IOException or ObjectDisposedException or InvalidOperationException or ShouldAssertException or OperationCanceledException)
        {
            (await removal).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await system.GetAsync("/api/v1/charge-points/gone", 404);
        await system.RestartAsync();
        await system.GetAsync("/api/v1/charge-points/gone", 404);
        await Should.ThrowAsync<WebSocketException>(system.ConnectAsync("gone"));
        await system.PostAsync("/api/v1/charge-points", """{"chargePointId":"GONE"}""", 201);
        (await system.GetAsync("/api/v1/charge-points/gone")).Text("chargePointId").ShouldBe("gone");
        await using var back = await system.BootedAsync("gone");
    }

    [Fact]
    public async Task A_JSON_import_registers_what_is_right_and_reports_the_rest()
    {
        var result = await _system.PostAsync("/api/v1/charge-points/import", """
            [{"chargePointId":"imp-1","name":"One","tags":["import"]},{"chargePointId":"imp-1"},{"chargePointId":"imp/2"},
             {"chargePointId":"imp-3","colour":"red"},{"chargePointId":"imp-4","generatePassword":true,"tags":["Import"]},7]
            """);
        (result.Number("registered"), result.Number("failed")).ShouldBe((2, 4));
        var rows = result.GetProperty("rows").EnumerateArray().ToArray();
        rows.Select(r => r.GetProperty("registered").GetBoolean()).ShouldBe([true, false, false, false, true, false]);
        (rows[1].Text("problem")!, rows[2].Text("field"), rows[3].Text("field")).ShouldBe(("The charge point imp-1 is registered already.", "chargePointId", "colour"));
        rows[4].Text("generatedPassword")!.Length.ShouldBe(40);
        (await ListAsync("tag=import")).ShouldBe(["imp-1", "imp-4"]);
        await _system.PostAsync("/api/v1/charge-points/import", "{}", 400);
    }

    [Fact]
    public async Task A_CSV_import_says_the_same_in_lines()
    {
        const string Csv = "identity,name,tags,password,latitude,longitude\r\ncsv-1,\"Gate, \"\"north\"\"\",a; b ,sixteen-bytes-ok,48.5,11\n\ncsv-2,,,,north,1\ncsv-3,'=1+1,,'=sixteen-bytes-ok\ncsv-4,A,B,,,,\n";
        using var response = await PostCsvAsync(Csv);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rows = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("rows").EnumerateArray().ToArray();
        rows.Select(r => (r.Number("row"), r.GetProperty("registered").GetBoolean(), r.Text("field"))).ShouldBe([(1, true, null), (2, false, "latitude"), (3, true, null), (4, false, "")]);
        var first = await _system.GetAsync("/api/v1/charge-points/csv-1");
        (first.Text("name"), first.Text("latitude"), first.Text("hasPassword")).ShouldBe(("Gate, \"north\"", "48.5", "True"));
        first.GetProperty("tags").GetArrayLength().ShouldBe(2);
        await using var chargePoint = await _system.BootedAsync("csv-1", "sixteen-bytes-ok");

        // The apostrophe before a formula is the export's; in a password it is a character like any other.
        (await _system.GetAsync("/api/v1/charge-points/csv-3")).Text("name").ShouldBe("=1+1");
        await using var other = await _system.BootedAsync("csv-3", "'=sixteen-bytes-ok");

        using var unknown = await PostCsvAsync("identity,colour\nx,red\n");
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("\"field\":\"colour\"");
        using var open = await PostCsvAsync("identity,name\nx,\"open\n");
        open.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_import_may_be_longer_than_other_bodies()
    {
        var csv = new StringBuilder("identity,tags\n");
        for (var i = 0; i < 1_600; i++)
        {
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"bulk-{i:00000}-with-a-rather-long-name,bulk\n");
        }

        using var response = await PostCsvAsync(csv.ToString());
        var result = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        (result.Number("registered"), result.Number("failed")).ShouldBe((1_600, 0));
    }

    [Fact]
    public async Task An_attempt_without_an_identity_cannot_be_registered()
    {
        await Should.ThrowAsync<WebSocketException>(_system.ConnectAsync(new string('x', 60)));
        var attempt = (await _system.UntilAsync("/api/v1/connection-attempts?reason=InvalidIdentity", a => a.Items().Length > 0)).Items()[0];
        (await _system.PostAsync($"/api/v1/connection-attempts/{attempt.Text("id")}/register", "{}", 409)).Text("type").ShouldBe("urn:centralsystem:problem:no-identity");
        await _system.PostAsync("/api/v1/connection-attempts/987654321/register", status: 404);
    }

    [Fact]
    public async Task A_connector_shows_what_its_transaction_last_measured()
    {
        await using var chargePoint = await _system.BootedAsync("meter");
        await chargePoint.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"GroundFailure","status":"Charging","vendorErrorCode":"E7","timestamp":"2026-01-15T09:59:00Z"}""");
        (await _system.GetAsync("/api/v1/charge-points/meter/connectors/1")).TryGetProperty("latest", out _).ShouldBeFalse();
        var id = (await chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""")).Number("transactionId");
        await chargePoint.CallAsync("MeterValues", $$"""
            {"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-01-15T10:01:00Z","sampledValue":[
            {"value":"1.5","unit":"kWh"},{"value":"3.5","measurand":"Power.Active.Import","unit":"kW","phase":"L1"},{"value":"3500","measurand":"Power.Active.Import","unit":"W","phase":"L2"}]}]}
            """);
        await chargePoint.CallAsync("MeterValues", $$"""{"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-01-15T10:02:00Z","sampledValue":[{"value":"55","measurand":"SoC","unit":"Percent","location":"EV"}]}]}""");

        var connector = await _system.GetAsync("/api/v1/charge-points/METER/connectors/1");
        (connector.Text("status"), connector.Text("errorCode"), connector.Text("vendorErrorCode"), connector.Number("transactionId")).ShouldBe(("Charging", "GroundFailure", "E7", id));
        connector.Text("statusTimestamp").ShouldBe("2026-01-15T09:59:00.000Z");
        var latest = connector.GetProperty("latest");
        (latest.Number("powerW"), latest.Number("energyWh"), latest.Number("soCPercent"), latest.Text("timestamp")).ShouldBe((7_000, 500, 55, "2026-01-15T10:02:00.000Z"));
        (await _system.GetAsync("/api/v1/connectors?errorCode=GroundFailure&chargePointId=meter")).Items().ShouldHaveSingleItem();
        await _system.GetAsync("/api/v1/charge-points/meter/connectors/9", 404);
    }

    private async Task<IEnumerable<string?>> ListAsync(string query) => (await _system.GetAsync($"/api/v1/charge-points?{query}")).Items().Select(c => c.Text("chargePointId")).ToArray();

    private async Task RegisterAsync(string identity)
    {
        using var response = await _system.SendAsync(HttpMethod.Post, "/api/v1/charge-points", $$"""{"chargePointId":"{{identity}}"}""");
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
    }

    private async Task<string> TagAsync(string identity)
    {
        using var response = await _system.SendAsync(HttpMethod.Get, $"/api/v1/charge-points/{identity}");
        return response.Headers.ETag!.Tag;
    }

    private Task<HttpStatusCode> PatchIfAsync(string identity, string body, string tag) => SendIfAsync(HttpMethod.Patch, identity, body, tag);

    private Task<HttpStatusCode> DeleteIfAsync(string identity, string? tag) => SendIfAsync(HttpMethod.Delete, identity, null, tag);

    private async Task<HttpStatusCode> SendIfAsync(HttpMethod method, string identity, string? body, string? tag)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/charge-points/{identity}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (tag is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        }

        using var response = await _system.Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> PostCsvAsync(string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        return await _system.Http.PostAsync(new Uri("/api/v1/charge-points/import", UriKind.Relative), content);
    }

    public sealed class Shared : IAsyncLifetime
    {
        public ApiFixture System { get; } = ApiFixture.Start();

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await System.DisposeAsync();
    }
}
