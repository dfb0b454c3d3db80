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

        await page.GetByRole(AriaRole.Textbox, new() { Name = "idTag" }).FillAsync("TAG00001");
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
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("MeterValues");

        await page.Button("Stop").ClickAsync();
        await Assertions.Expect(connector).ToContainTextAsync($"Stop transaction {started.TransactionId}?");
        await connector.Locator("fluent-button").Filter(new() { HasText = "Stop" }).ClickAsync();
        (await chargePoint.ReceivedAsync<RemoteStopTransactionRequest>()).TransactionId.ShouldBe(started.TransactionId);
    }

    [SkippableFact]
    public async Task What_cannot_be_sent_is_said_with_the_reason()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LOT-2");
        await using var chargePoint = await desk.System.ConnectAsync("LOT-2");
        await using var open = await desk.OpenAsync("/charge-points/LOT-2");
        var page = open.Page;
        await page.GetByText("Any other command").ClickAsync();
        await page.GetByLabel("Operation").SelectOptionAsync("ChangeConfiguration");
        await page.GetByLabel("Payload as JSON").FillAsync("""{"key":"HeartbeatInterval"}""");
        await page.Button("Send").ClickAsync();
        await page.Button("Send").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "value" })).ToBeVisibleAsync();
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
        await Assertions.Expect(open.Page.Locator("main fluent-button")).ToHaveCountAsync(0);
    }
}
