using System.Net.Http.Json;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>What a customer charged: watched, stopped, corrected, reported, and what was said about it.</summary>
public sealed class TransactionPagesTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_session_is_followed_to_its_end_corrected_and_reported()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("METER-1");
        await using var chargePoint = await desk.System.ConnectAsync("METER-1");
        chargePoint.Answer((RemoteStopTransactionRequest _) => new RemoteStopTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-40);
        var started = await chargePoint.CallAsync(A.StartTransaction with { Timestamp = start });
        await MeasureAsync(chargePoint, started.TransactionId, start, 0, 30);

        await using var open = await desk.OpenAsync("/");
        var page = open.Page;
        await Assertions.Expect(page.Locator("#power")).ToHaveTextAsync("11.0 kW");
        await page.GetByRole(AriaRole.Link, new() { Name = "power now" }).ClickAsync();
        var row = page.Locator("#transactions tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("11.0 kW");
        await Assertions.Expect(row).ToContainTextAsync("4.35 kWh");
        await row.GetByRole(AriaRole.Link, new() { Name = $"{started.TransactionId}", Exact = true }).ClickAsync();

        // Values are read by the keyboard, and as a table.
        var power = page.Locator("time-chart").First;
        await Assertions.Expect(power).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Power. measured: from 2 to 11 kW"));
        await power.PressAsync("End");
        await Assertions.Expect(power.Locator(".reading")).ToContainTextAsync("measured 11 kW");
        await power.PressAsync("Home");
        await Assertions.Expect(power.Locator(".reading")).ToContainTextAsync("measured 2 kW");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show as a table of Power" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Table of Power" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(31);
        await MeasureAsync(chargePoint, started.TransactionId, start, 30, 1);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Table of Power" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(32);
        await open.KeepAsync("transaction-running");

        await page.Button("Stop it").ClickAsync();
        await page.Button("Stop it").ClickAsync();
        (await chargePoint.ReceivedAsync<RemoteStopTransactionRequest>()).TransactionId.ShouldBe(started.TransactionId);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, MeterStop = 6_000, Timestamp = start.AddMinutes(35), Reason = Reason.Remote });
        await Assertions.Expect(page.Locator(".facts").First).ToContainTextAsync("ended after 35 min: it was stopped from afar");
        await Assertions.Expect(page.Locator(".facts").First).ToContainTextAsync("5.00 kWh");
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("RemoteStopTransaction");

        await page.GetByText("Correct it").ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Why" }).FillAsync("Half a word");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Why" }).PressAsync("Tab");
        using (var http = desk.System.CreateHttpClient())
        {
            (await http.PostAsJsonAsync($"/api/v1/transactions/{started.TransactionId}/corrections", new { idTag = "OTHERCARD", note = "Not that card" })).EnsureSuccessStatusCode();
        }

        // What was typed stays until its writer asks for what stands there now.
        await Assertions.Expect(page.GetByText("It was changed while you typed")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Why" })).ToHaveValueAsync("Half a word");
        await page.Button("Show what stands there now").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Why" })).ToHaveValueAsync("");
        await Assertions.Expect(page.GetByText("It was changed while you typed")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Meter at the end, kWh" }).FillAsync("5.5");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Why" }).FillAsync("Read off the meter");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Why" }).PressAsync("Tab");
        await page.Button("Correct").ClickAsync();
        await page.Button("Correct").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToHaveTextAsync("It is corrected.");
        await Assertions.Expect(page.Locator(".facts").First).ToContainTextAsync("4.50 kWh");
        await Assertions.Expect(page.Locator(".story")).ToContainTextAsync("6 kWh → 5.5 kWh");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "As the charge point told it" })).ToBeVisibleAsync();
        await open.KeepAsync("transaction-corrected");

        await page.GetByRole(AriaRole.Link, new() { Name = "Reports" }).ClickAsync();
        await page.GetByLabel("By").SelectOptionAsync("ChargePoint");
        // It may have begun yesterday.
        await page.GetByLabel("Period").SelectOptionAsync("week");
        await Assertions.Expect(page.Locator("#report tbody tr").Filter(new() { HasText = "METER-1" })).ToContainTextAsync("4.50 kWh");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain("METER-1,1,4500");
        page.Url.ShouldContain("by=ChargePoint");
        await open.KeepAsync("report");

        await page.Locator("#report").GetByRole(AriaRole.Link, new() { Name = "METER-1" }).ClickAsync();
        await Assertions.Expect(page.Locator("#transactions tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("time-chart")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Power of the last 12 hours. connector 1: from 2 to 11 kW"));
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("chargePointId=METER-1&from="));
        await open.KeepAsync("transactions-of-a-charge-point");
    }

    [SkippableFact]
    public async Task Messages_appear_as_they_come_and_are_explained()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("TALK-1");
        await using var chargePoint = await desk.System.ConnectAsync("TALK-1");
        await using var open = await desk.OpenAsync("/messages?chargePoint=TALK-1");
        var page = open.Page;
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("BootNotification");
        await chargePoint.CallAsync(A.Authorize with { IdTag = A.UnknownTag });
        var row = page.Locator("#messages tr").Filter(new() { HasText = "Authorize" });
        await Assertions.Expect(row).ToContainTextAsync("Invalid", new() { Timeout = 2_000 });
        await row.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).ClickAsync();
        await Assertions.Expect(page.Locator(".opened")).ToContainTextAsync("Unknown; may not charge");
        await Assertions.Expect(page.Locator(".opened")).ToContainTextAsync("NOBODY");
        await open.IsAccessibleAsync();
        await page.Locator(".opened").GetByText("As JSON").First.ClickAsync();
        await Assertions.Expect(page.Locator(".opened pre").First).ToContainTextAsync("\"idTag\": \"NOBODY\"");
        await open.KeepAsync("message-explained");
        var csv = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "All of these as CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await csv.PathAsync())).ShouldContain(",TALK-1,Received,CALL,");

        await page.Button("Pause").ClickAsync();
        await Assertions.Expect(page.Button("Go on")).ToBeVisibleAsync();
        await chargePoint.CallAsync(A.StatusNotification);
        using var http = desk.System.CreateHttpClient();
        await Eventually.TrueAsync(async () => (await http.GetStringAsync("/api/v1/messages?chargePointId=TALK-1&action=StatusNotification")).Contains("CALLRESULT"), "the journal has it");
        await Assertions.Expect(page.Locator("#messages")).Not.ToContainTextAsync("StatusNotification");
        await page.Button("Go on").ClickAsync();
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("StatusNotification");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Holds the text" }).FillAsync("nobody");
        await Assertions.Expect(page.Locator("#messages tbody tr").Filter(new() { HasText = "BootNotification" })).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).ClickAsync();
        await Assertions.Expect(page.Locator(".opened")).ToContainTextAsync("Unknown; may not charge");
        page.Url.ShouldEndWith("/messages?chargePoint=TALK-1&text=nobody");
    }

    [SkippableFact]
    public async Task A_message_that_fits_nothing_waits_until_it_is_settled()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOST-1");
        await using var chargePoint = await desk.System.ConnectAsync("LOST-1");
        await using var open = await desk.OpenAsync("/anomalies?chargePoint=LOST-1");
        var page = open.Page;
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = 777 });
        await Assertions.Expect(page.Locator("#anomalies")).ToContainTextAsync("Message without a transaction");
        await page.GetByText("What the charge point said").ClickAsync();
        await Assertions.Expect(page.Locator("#anomalies pre")).ToContainTextAsync("777");
        await open.KeepAsync("anomaly");
        await page.Button("Dismiss").ClickAsync();
        await page.Button("Dismiss").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToHaveTextAsync("The message is dismissed.");
        await Assertions.Expect(page.Locator("#anomalies")).ToHaveCountAsync(0);
    }

    private static Task<MeterValuesResponse> MeasureAsync(ScriptedChargePoint chargePoint, int transactionId, DateTimeOffset start, int from, int count) => chargePoint.CallAsync(A.MeterValues with
    {
        TransactionId = transactionId,
        MeterValue = [.. Enumerable.Range(from, count).Select(minute => Metering.At(start.AddMinutes(minute), minute))],
    });
}
