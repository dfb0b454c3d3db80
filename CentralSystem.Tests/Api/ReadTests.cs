using System.Text.Json;

namespace CentralSystem.Tests.Api;

/// <summary>What can be read, and how lists are walked.</summary>
public sealed class ReadTests : IAsyncLifetime
{
    private readonly ApiFixture _system = ApiFixture.Start();
    private TestChargePoint _chargePoint = null!;

    [Fact]
    public async Task A_transaction_is_shown_from_its_start_to_its_stop()
    {
        var id = await StartAsync(1, "TAG00001", 1_000, "2026-01-01T10:00:00Z");
        var open = await _system.GetAsync($"/api/v1/transactions/{id}");
        open.Text("startTimestamp").ShouldBe("2026-01-01T10:00:00.000Z");
        open.Text("meterStop").ShouldBeNull();
        (await _system.GetAsync("/api/v1/transactions?open=true&chargePointId=cp")).Items().ShouldHaveSingleItem().Number("transactionId").ShouldBe(id);
        (await _system.GetAsync("/api/v1/connectors?chargePointId=CP")).Items().ShouldBeEmpty();

        await _chargePoint.CallAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":2500,"timestamp":"2026-01-01T11:00:00Z","reason":"EVDisconnected","idTag":"TAG00001"}""");

        var closed = await _system.GetAsync($"/api/v1/transactions/{id}");
        closed.Text("chargePointId").ShouldBe("CP");
        closed.Number("connectorId").ShouldBe(1);
        closed.Number("meterStart").ShouldBe(1_000);
        closed.Number("meterStop").ShouldBe(2_500);
        closed.Number("energyWh").ShouldBe(1_500);
        closed.Text("energySource").ShouldBe("Registers");
        closed.Text("stopReason").ShouldBe("EVDisconnected");
        closed.Text("authorizationStatus").ShouldBe("Accepted");
        closed.GetProperty("flags").GetArrayLength().ShouldBe(0);
        (await _system.GetAsync("/api/v1/transactions?open=true")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_did_not_fit_is_shown_as_flags_and_found_by_them()
    {
        var refused = await StartAsync(1, "NOBODY", 0, "2026-01-01T10:00:00Z");
        await StartAsync(2, "TAG00001", 0, "2026-01-01T10:00:00Z");
        var flagged = (await _system.GetAsync("/api/v1/transactions?flagged=true")).Items().ShouldHaveSingleItem();
        flagged.Number("transactionId").ShouldBe(refused);
        flagged.GetProperty("flags").EnumerateArray().Select(f => f.GetString()).ShouldBe(["NotAuthorized"]);
        (await _system.GetAsync("/api/v1/transactions?from=2026-01-01T10:00:01Z")).Items().ShouldBeEmpty();
        (await _system.GetAsync("/api/v1/transactions?idTag=tag00001&connectorId=2&from=2026-01-01T11:00:00%2B01:00")).Items().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Meter_values_are_shown_in_the_words_of_OCPP()
    {
        var id = await StartAsync(1, "TAG00001", 0, "2026-01-01T10:00:00Z");
        await _chargePoint.CallAsync("MeterValues", $$"""
            {"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-01-01T10:01:00Z","sampledValue":[
            {"value":"100"},{"value":"230.5","measurand":"Voltage","unit":"V","phase":"L1"},{"value":"abc","format":"SignedData"}]}]}
            """);

        var value = (await _system.GetAsync($"/api/v1/transactions/{id}/meter-values")).Items().ShouldHaveSingleItem();
        value.Text("timestamp").ShouldBe("2026-01-01T10:01:00.000Z");
        var samples = value.GetProperty("sampledValue").EnumerateArray().ToArray();
        samples.Select(s => (s.Text("value"), s.Text("measurand"), s.Text("unit"), s.Text("phase"), s.Text("context"), s.Text("location"), s.Text("format"))).ShouldBe(
        [
            ("100", "Energy.Active.Import.Register", "Wh", null, "Sample.Periodic", "Outlet", "Raw"),
            ("230.5", "Voltage", "V", "L1", "Sample.Periodic", "Outlet", "Raw"),
            ("abc", "Energy.Active.Import.Register", "Wh", null, "Sample.Periodic", "Outlet", "SignedData"),
        ]);
        (await _system.GetAsync("/api/v1/charge-points/CP/meter-values?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")).Items().ShouldHaveSingleItem();
        (await _system.GetAsync("/api/v1/charge-points/CP/meter-values?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")).Items().ShouldBeEmpty();
        await _system.GetAsync("/api/v1/transactions/999/meter-values", 404);
    }

    [Fact]
    public async Task Walking_the_pages_meets_every_entry_exactly_once()
    {
        var ids = new List<int>();
        for (var i = 0; i < 25; i++)
        {
            var id = await StartAsync((i % 5) + 1, "TAG00001", i, $"2026-01-01T10:{i:00}:00Z");
            ids.Add(id);
            await _chargePoint.CallAsync("MeterValues",
                $$"""{"connectorId":1,"transactionId":{{ids[0]}},"meterValue":[{"timestamp":"2026-01-01T10:{{i / 2:00}}:00Z","sampledValue":[{"value":"{{i}}"}]}]}""");
            await _chargePoint.CallAsync("StatusNotification", $$"""{"connectorId":{{i}},"errorCode":"NoError","status":"Available"}""");
            await _chargePoint.CallAsync("SecurityEventNotification", $$"""{"type":"Event{{i}}","timestamp":"2026-01-01T10:00:00Z"}""");
            await _system.PostAsync("/api/v1/id-tags", $$"""{"idTag":"{{(i % 2 == 0 ? "page" : "PAGE")}}-{{i:00}}"}""", 201);
            await _system.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"Walk-{{i:00}}","registrationStatus":"{{(i % 2 == 0 ? "Pending" : "Accepted")}}"}""", 201);
        }

        ids.Reverse();
        (await WalkAsync("/api/v1/transactions?limit=7", t => t.Number("transactionId"))).ShouldBe(ids);
        (await WalkAsync("/api/v1/connectors?limit=7", c => c.Number("connectorId"))).ShouldBe(Enumerable.Range(0, 25));
        (await WalkAsync($"/api/v1/transactions/{ids[^1]}/meter-values?limit=7", ValueOf)).ShouldBe(Enumerable.Range(0, 25));
        (await WalkAsync("/api/v1/charge-points/CP/meter-values?limit=7&from=2026-01-01T00:00Z&to=2027-01-01T00:00Z", ValueOf)).ShouldBe(Enumerable.Range(0, 25));
        (await WalkAsync("/api/v1/security-events?limit=7", e => e.Text("type"))).ShouldBe(Enumerable.Range(0, 25).Reverse().Select(i => $"Event{i}"));
        (await WalkAsync("/api/v1/id-tags?limit=7", t => t.Text("idTag")!.ToUpperInvariant())).Where(t => t.StartsWith("PAGE", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(0, 25).Select(i => $"PAGE-{i:00}"));
        (await WalkAsync("/api/v1/charge-points?limit=7", c => c.Text("chargePointId"))).ShouldBe(["CP", .. Enumerable.Range(0, 25).Select(i => $"Walk-{i:00}")]);
        (await WalkAsync("/api/v1/charge-points?limit=7&connected=false&registrationStatus=Pending", c => c.Text("chargePointId")))
            .ShouldBe(Enumerable.Range(0, 25).Where(i => i % 2 == 0).Select(i => $"Walk-{i:00}"));
        (await WalkAsync("/api/v1/charge-points?connected=true", c => c.Text("chargePointId"))).ShouldBe(["CP"]);
        await _system.UntilAsync("/api/v1/messages?limit=1000&action=StatusNotification", m => m.Items().Length == 50);
        (await WalkAsync("/api/v1/messages?limit=7&action=StatusNotification&direction=Received", m => m.Text("messageId"))).Distinct().Count().ShouldBe(25);

        // Event1 and Event10 to Event19, each of them once.
        await _system.UntilAsync("/api/v1/messages?text=event24", m => m.Items().Length == 1);
        var found = await WalkAsync("/api/v1/messages?limit=4&text=event1", m => m.Number("id"));
        found.Count.ShouldBe(11);
        (await WalkAsync("/api/v1/messages?limit=4&text=EVENT1&order=Oldest&chargePointId=cp", m => m.Number("id"))).ShouldBe(Enumerable.Reverse(found));
        foreach (var nothing in new[] { "Event%252%22", "Event_%22", "Event%5C" })
        {
            (await _system.GetAsync($"/api/v1/messages?text={nothing}")).Items().ShouldBeEmpty();
        }

        static int ValueOf(JsonElement value) => int.Parse(value.GetProperty("sampledValue")[0].Text("value")!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Commands_are_listed_newest_first_and_page_by_page()
    {
        _chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";
        var sent = new List<string?>();
        for (var i = 0; i < 10; i++)
        {
            sent.Insert(0, (await _system.CommandAsync("CP", "ClearCache")).Text("commandId"));
        }

        (await WalkAsync("/api/v1/charge-points/cp/commands?limit=3", c => c.Text("commandId"))).ShouldBe(sent);
        (await WalkAsync("/api/v1/commands?limit=4&status=Answered", c => c.Text("commandId"))).ShouldBe(sent);
        (await _system.GetAsync("/api/v1/commands?status=Failed")).Items().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=WyJhIl0", "cursor")]
    [InlineData("connectorId=x", "connectorId")]
    [InlineData("open=maybe", "open")]
    [InlineData("from=yesterday", "from")]
    public async Task A_parameter_that_cannot_be_used_is_400_with_its_name(string query, string field)
    {
        var problem = await _system.GetAsync($"/api/v1/transactions?{query}", 400);
        problem.Text("field").ShouldBe(field);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:invalid-request");
    }

    [Fact]
    public async Task A_charge_point_is_shown_with_all_that_is_known_of_it()
    {
        await _chargePoint.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Preparing","vendorId":"x"}""");
        await _chargePoint.CallAsync("FirmwareStatusNotification", """{"status":"Downloading"}""");
        await _chargePoint.CallAsync("FirmwareStatusNotification", """{"status":"Installed"}""");
        await _chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        await _chargePoint.CallAsync("Heartbeat", """{"surplus":1}""");
        await _chargePoint.CallAsync("DataTransfer", """{"vendorId":"org.example","data":"hello"}""");
        await _chargePoint.CallAsync("SignCertificate", """{"csr":"PEM"}""");
        await _chargePoint.CallAsync("StopTransaction", """{"transactionId":4711,"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}""");

        var shown = await _system.UntilAsync("/api/v1/charge-points/CP", c => c.GetProperty("deviations").GetArrayLength() > 0);
        shown.Text("chargePointId").ShouldBe("CP");
        shown.Text("registrationStatus").ShouldBe("Accepted");
        shown.Text("connected").ShouldBe("True");
        shown.Text("chargePointVendor").ShouldBe("Vendor");
        shown.Text("hasPassword").ShouldBe("False");
        shown.Text("lastSeenAt")!.ShouldEndWith("Z");
        shown.GetProperty("connection").Text("remoteAddress").ShouldNotBeNullOrEmpty();
        shown.GetProperty("connectors")[0].Text("status").ShouldBe("Preparing");
        shown.GetProperty("statusReports").EnumerateArray().Select(r => (r.Text("action"), r.Text("status")))
            .ShouldBe([("DiagnosticsStatusNotification", "Uploaded"), ("FirmwareStatusNotification", "Installed")]);
        shown.GetProperty("deviations")[0].Text("field").ShouldBe("surplus");
        (await _system.GetAsync("/api/v1/charge-points/CP/deviations")).Items().ShouldHaveSingleItem().Text("kind").ShouldBe("UnknownMember");
        (await _system.GetAsync("/api/v1/status-reports?chargePointId=CP")).Items().Length.ShouldBe(3);
        (await _system.GetAsync("/api/v1/data-transfers?chargePointId=CP")).Items().ShouldHaveSingleItem().Text("data").ShouldBe("hello");
        (await _system.GetAsync("/api/v1/certificate-signing-requests")).Items().ShouldHaveSingleItem().Text("status").ShouldBe("Rejected");
        (await _system.GetAsync("/api/v1/unmatched-messages?chargePointId=CP")).Items().ShouldHaveSingleItem().Number("transactionId").ShouldBe(4711);
        await _system.GetAsync("/api/v1/charge-points/nobody", 404);
        (await _system.GetAsync("/api/v1/transactions?chargePointId=nobody")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_handshake_is_listed_with_its_reason_and_the_fix()
    {
        await _system.PatchAsync("/api/v1/charge-points/CP", """{"password":"not-this-one"}""");
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(_system.ConnectAsync("CP"));
        var attempts = await _system.UntilAsync("/api/v1/connection-attempts?chargePointId=cp", a => a.Items().Length > 0);
        var attempt = attempts.Items().ShouldHaveSingleItem();
        attempt.Text("reason").ShouldBe("MissingCredentials");
        attempt.Text("hint").ShouldNotBeNullOrEmpty();
        attempt.Text("path").ShouldBe("/ocpp/CP");
    }

    public async Task InitializeAsync() => _chargePoint = await _system.BootedAsync("CP");

    public async Task DisposeAsync()
    {
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    private async Task<int> StartAsync(int connectorId, string idTag, int meterStart, string timestamp) => (await _chargePoint.CallAsync("StartTransaction",
        $$"""{"connectorId":{{connectorId}},"idTag":"{{idTag}}","meterStart":{{meterStart}},"timestamp":"{{timestamp}}"}""")).Number("transactionId");

    private async Task<List<T>> WalkAsync<T>(string path, Func<JsonElement, T> entry)
    {
        var entries = new List<T>();
        string? cursor = null;
        do
        {
            var page = await _system.GetAsync(cursor is null ? path : $"{path}&cursor={cursor}");
            entries.AddRange(page.Items().Select(entry));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        return entries;
    }

    [Theory]
    [InlineData("commands?status=99")]
    [InlineData("commands?status=Nonsense")]
    [InlineData("security-events?order=7")]
    [InlineData("messages?messageType=5")]
    [InlineData("meter-values?resolution=7")]
    [InlineData("transactions/totals?idTagg=TAG-1")]
    [InlineData("certificate-authority?verbose=true")]
    public async Task A_choice_nobody_offers_is_refused_by_name(string query) =>
        (await _system.GetAsync($"/api/v1/{query}", 400)).GetProperty("field").GetString().ShouldBe(query.Split('?', '=')[1]);

    [Theory]
    [InlineData("id-tags?order=newest", "order: must be one of Ascending, Descending, Newest, Oldest; 'newest' is not")]
    [InlineData("commands?from=yesterday", "from: must be an ISO 8601 date-time such as 2026-01-31T08:00:00Z; 'yesterday' is not")]
    [InlineData("charge-points?connected=yes", "connected: must be true or false; 'yes' is not")]
    [InlineData("commands?limit=many", "limit: must be a whole number; 'many' is not")]
    [InlineData("me?who=i", "who: is not known here; no parameters are taken")]
    public async Task A_parameter_that_cannot_be_read_is_told_what_it_must_be(string query, string detail) =>
        (await _system.GetAsync($"/api/v1/{query}", 400)).Text("detail").ShouldBe(detail);
}
