using System.Net.Http.Json;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>One charge point, watched and commanded from its page.</summary>
public sealed class ChargePointPageTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_session_is_started_watched_and_stopped()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-1");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-1");
        chargePoint.Answer((RemoteStartTransactionRequest _) => new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        chargePoint.Answer((RemoteStopTransactionRequest _) => new RemoteStopTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await using var open = await desk.OpenAsync("/charge-points/LOT-1");
        var page = open.Page;

        await page.GetByLabel("idTag").FillAsync("TAG00001");
        await page.Button("Start on connector 1").ClickAsync();
        (await chargePoint.ReceivedAsync<RemoteStartTransactionRequest>()).IdTag.ShouldBe("TAG00001");
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Accepted");

        var started = await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 1, IdTag = "TAG00001", MeterStart = 1_000 });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Charging });
        var connector = page.Locator(".connectors li");
        await Assertions.Expect(connector).ToContainTextAsync("Charging");
        await chargePoint.CallAsync(A.MeterValues with
        {
            ConnectorId = 1,
            TransactionId = started.TransactionId,
            MeterValue =
            [
                new()
                {
                    Timestamp = TimeProvider.System.GetUtcNow(),
                    SampledValue = [new() { Value = "11000", Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W }, new() { Value = "3500" }],
                },
            ],
        });
        await Assertions.Expect(connector).ToContainTextAsync("11.0 kW");
        await Assertions.Expect(connector).ToContainTextAsync("2.50 kWh");
        await page.Tab("Messages").ClickAsync();
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("MeterValues");
        await page.Tab("Transactions").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Transactions" })).ToContainTextAsync("running");
        await page.Tab("Overview").ClickAsync();

        await page.Button("Stop").ClickAsync();
        await Assertions.Expect(connector).ToContainTextAsync($"Stop transaction {started.TransactionId}?");
        await connector.Locator("fluent-button").Filter(new() { HasText = "Stop" }).ClickAsync();
        (await chargePoint.ReceivedAsync<RemoteStopTransactionRequest>()).TransactionId.ShouldBe(started.TransactionId);
    }

    [SkippableFact]
    public async Task Why_nothing_starts_is_said_where_it_was_started()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-3");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-3");
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await using var open = await desk.OpenAsync("/charge-points/LOT-3");
        var refused = open.Page.Locator(".hint").Filter(new() { HasText = "was refused" });
        await Assertions.Expect(open.Page.Locator(".connectors li")).ToBeVisibleAsync();
        await Assertions.Expect(refused).ToHaveCountAsync(0);
        await chargePoint.CallAsync(A.Authorize with { IdTag = "WHOSE-CARD" });
        await Assertions.Expect(refused).ToContainTextAsync("idTag WHOSE-CARD was refused here");
        await Assertions.Expect(refused).ToContainTextAsync("nobody registered it");
        await open.IsAccessibleAsync();
        await refused.GetByRole(AriaRole.Link, new() { Name = "Unknown idTags" }).ClickAsync();
        await open.Page.Button("Adopt WHOSE-CARD").ClickAsync();

        // Whoever opens the page later is told, too.
        await open.Page.GotoAsync(new Uri(desk.System.Address, "/charge-points/LOT-3").ToString());
        await open.InteractiveAsync();
        await Assertions.Expect(refused).ToBeVisibleAsync();

        await chargePoint.DisposeAsync();
        await Assertions.Expect(open.Page.GetByText("It is offline: this is what it told last.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task The_list_is_read_anew_for_what_it_shows_and_what_is_new_alone()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("SHOWN-1");
        await desk.RegisterAsync("OTHER-1");
        await using var shown = await desk.System.ConnectAsync("SHOWN-1");
        await using var other = await desk.System.ConnectAsync("OTHER-1");
        var rendered = 0;
        await using var open = await desk.OpenAsync("/charge-points?search=SHOWN", onRendered: () => Interlocked.Increment(ref rendered));
        await using var elsewhere = await desk.OpenAsync("/charge-points?search=OTHER");
        var (row, otherRow) = (open.Page.Locator("tbody tr"), elsewhere.Page.Locator("tbody tr"));
        await shown.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await Assertions.Expect(row).ToContainTextAsync("Available");

        var before = Volatile.Read(ref rendered);
        foreach (var status in new[] { ChargePointStatus.Preparing, ChargePointStatus.Charging, ChargePointStatus.Finishing })
        {
            await other.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = status });
            await Assertions.Expect(otherRow).ToContainTextAsync(status.ToString());
        }

        await shown.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Reserved });
        await Assertions.Expect(row).ToContainTextAsync("Reserved");
        (Volatile.Read(ref rendered) - before).ShouldBe(1);

        await desk.RegisterAsync("SHOWN-2");
        await using var added = await desk.System.ConnectAsync("SHOWN-2");
        await Assertions.Expect(row).ToHaveCountAsync(2);

        // Where others may come in, they do.
        await open.Page.GetByLabel("A connector is").SelectOptionAsync("Faulted");
        await Assertions.Expect(open.Page.Locator(".empty")).ToBeVisibleAsync();
        await added.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Faulted });
        await Assertions.Expect(row).ToContainTextAsync("SHOWN-2");
    }

    [SkippableFact]
    public async Task What_cannot_be_sent_is_said_with_the_reason()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-2");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-2");
        await using var open = await desk.OpenAsync("/charge-points/LOT-2?tab=commands");
        var page = open.Page;
        await page.GetByLabel("Operation").SelectOptionAsync("ChangeConfiguration");
        await Assertions.Expect(page.GetByText("Sets one configuration key")).ToBeVisibleAsync();
        await page.Button("Send").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "key is needed" })).ToBeVisibleAsync();

        await page.Button("Show as JSON").ClickAsync();
        await page.GetByLabel("Payload as JSON").FillAsync("""{"key":"HeartbeatInterval"}""");
        await page.Button("Send").ClickAsync();
        await page.Button("Send").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "value" })).ToBeVisibleAsync();

        // Long lists are pasted; what is edited after the question is not sent by the answer to it.
        await page.Button("Send").ClickAsync();
        await Assertions.Expect(page.Locator(".confirm")).ToBeVisibleAsync();
        await page.GetByLabel("Payload as JSON").FillAsync("[" + new string('"', 60_000));
        await page.GetByLabel("Payload as JSON").PressAsync("Tab");
        await Assertions.Expect(page.Locator(".confirm")).ToHaveCountAsync(0);
        await page.Button("Send").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "This is no JSON" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_command_is_filled_in_as_a_form_in_local_time_and_its_answer_is_shown()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-4");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-4");
        chargePoint.Answer((ReserveNowRequest _) => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        chargePoint.Answer((CancelReservationRequest _) => new CancelReservationResponse { Status = CancelReservationStatus.Accepted });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await using var open = await desk.OpenAsync("/charge-points/LOT-4");
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Reserve 1" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("connectorId")).ToHaveValueAsync("1");
        await page.GetByLabel("idTag", new() { Exact = false }).First.FillAsync("TAG00001");

        // Berlin is an hour ahead of UTC in January.
        await page.GetByLabel("expiryDate").FillAsync("2036-01-31T10:00");
        await page.Button("Send").ClickAsync();
        await page.Button("Send").ClickAsync();
        var reserved = await chargePoint.ReceivedAsync<ReserveNowRequest>();
        reserved.ExpiryDate.ShouldBe(new DateTimeOffset(2036, 1, 31, 9, 0, 0, TimeSpan.Zero));
        reserved.IdTag.ShouldBe("TAG00001");
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Accepted");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "ReserveNow" })).ToContainTextAsync("Answered");
        await open.IsAccessibleAsync();
        await open.KeepAsync("story-command");

        await page.Tab("Reservations").ClickAsync();
        var row = page.GetByRole(AriaRole.Region, new() { Name = "Reservations" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "TAG00001" });
        await row.Locator("fluent-button").ClickAsync();
        await row.Locator("fluent-button").Filter(new() { HasText = "Cancel" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("Cancelled");
    }

    [SkippableFact]
    public async Task Keys_are_read_and_changed_files_fetched_and_the_charge_point_renamed_and_blocked()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-5");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-5");
        var interval = "300";
        chargePoint.Answer((GetConfigurationRequest _) => new GetConfigurationResponse
        {
            ConfigurationKey = [new() { Key = "HeartbeatInterval", Readonly = false, Value = interval }, new() { Key = "NumberOfConnectors", Readonly = true, Value = "2" }],
        });
        chargePoint.Answer((ChangeConfigurationRequest change) =>
        {
            interval = change.Value;
            return new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted };
        });
        chargePoint.Answer((GetDiagnosticsRequest _) => new GetDiagnosticsResponse { FileName = "diagnostics.zip" });
        await using var open = await desk.OpenAsync("/charge-points/LOT-5?tab=configuration");
        var page = open.Page;
        await page.Button("Read all keys").ClickAsync();
        var key = page.Locator("#keys tr").Filter(new() { HasText = "HeartbeatInterval" });
        await Assertions.Expect(key).ToContainTextAsync("300");
        await Assertions.Expect(page.Locator("#keys tr").Filter(new() { HasText = "NumberOfConnectors" })).ToContainTextAsync("read-only");
        await key.Locator("fluent-button").ClickAsync();
        await page.GetByLabel("New value of HeartbeatInterval").FillAsync("60");
        await page.GetByLabel("New value of HeartbeatInterval").PressAsync("Tab");
        await page.Button("Save").ClickAsync();
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(key).ToContainTextAsync("60");
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Accepted");

        using (var api = desk.System.CreateHttpClient())
        {
            (await api.PostAsync("/api/v1/configuration-templates", JsonContent.Create(new { name = "All", keys = new { HeartbeatInterval = "120" } }))).EnsureSuccessStatusCode();
        }

        var wanted = page.GetByRole(AriaRole.Region, new() { Name = "Wanted keys" });
        await Assertions.Expect(wanted).ToContainTextAsync("differs");
        await open.IsAccessibleAsync();
        await open.KeepAsync("story-configuration");
        await page.Button("Apply what is wanted").ClickAsync();
        await page.Locator(".confirm fluent-button").Filter(new() { HasText = "Apply what is wanted" }).ClickAsync();
        await Assertions.Expect(wanted).ToContainTextAsync("as wanted", new() { Timeout = 15_000 });
        interval.ShouldBe("120");

        await page.Tab("Files and firmware").ClickAsync();
        await page.Button("Get diagnostics").ClickAsync();
        var location = (await chargePoint.ReceivedAsync<GetDiagnosticsRequest>()).Location;
        using (var http = new HttpClient())
        {
            (await http.PutAsync($"{location}diagnostics.zip", new ByteArrayContent(new byte[2048]))).EnsureSuccessStatusCode();
        }

        var link = page.GetByRole(AriaRole.Link, new() { Name = "diagnostics.zip" });
        await Assertions.Expect(link).ToBeVisibleAsync();
        (await page.APIRequest.GetAsync(new Uri(desk.System.Address, await link.GetAttributeAsync("href")).ToString())).Status.ShouldBe(200);
        await page.GetByLabel("Keep a firmware image here").SetInputFilesAsync(new FilePayload { Name = "v2.bin", MimeType = "application/octet-stream", Buffer = new byte[4096] });
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("v2.bin is kept here");
        await open.IsAccessibleAsync();
        await open.KeepAsync("story-files");

        await page.Tab("Settings").ClickAsync();
        await page.GetByLabel("stripPrefix").FillAsync("DE-");
        await page.GetByLabel("name", new() { Exact = true }).FillAsync("Behind the barn");
        await page.Button("Save the settings").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("saved");
        await Assertions.Expect(page.GetByLabel("stripPrefix")).ToHaveValueAsync("DE-");
        await page.Button("New password").ClickAsync();
        await page.Locator(".confirm fluent-button").Filter(new() { HasText = "New password" }).ClickAsync();
        await Assertions.Expect(page.Locator("#secret")).ToBeVisibleAsync();
        interval.Length.ShouldBe(40);
        (await page.Locator("#secret").InnerTextAsync()).ShouldBe(interval);
        await page.Button("Block").ClickAsync();
        await page.Locator(".confirm fluent-button").Filter(new() { HasText = "Block" }).ClickAsync();
        await Assertions.Expect(page.Button("Approve")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".facts").First).ToContainTextAsync("Behind the barn");
        desk.System.Get<CentralSystem.Web.ChargePoints.ChargePointDirectory>().Get("LOT-5").Registration.ShouldBe(RegistrationStatus.Rejected);
        await open.KeepAsync("story-settings");
    }

    [SkippableFact]
    public async Task Who_may_only_look_is_offered_nothing_to_do()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-3");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-3");
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await using var open = await desk.OpenAsync("/charge-points/LOT-3", session: await desk.LogInViewerAsync());
        await Assertions.Expect(open.Page.Locator(".connectors li")).ToContainTextAsync("Available");
        foreach (var tab in new[] { "Overview", "Commands", "Configuration", "Charging profiles", "Reservations", "Local list", "Files and firmware", "Settings" })
        {
            await open.Page.Tab(tab).ClickAsync();
            await Assertions.Expect(open.Page.Tab(tab)).ToHaveAttributeAsync("aria-current", "page");
            await Assertions.Expect(open.Page.Locator("main fluent-button")).ToHaveCountAsync(0);
        }
    }
}
