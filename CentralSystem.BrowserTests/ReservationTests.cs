using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>Connectors that are held for somebody.</summary>
public sealed class ReservationTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_connector_is_reserved_and_cancelled_with_the_answer_of_the_charge_point_in_view()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("PARK-1");
        await using var chargePoint = await desk.System.ConnectAsync("PARK-1");
        var status = ReservationStatus.Occupied;
        chargePoint.Answer((ReserveNowRequest _) => new ReserveNowResponse { Status = status });
        chargePoint.Answer((CancelReservationRequest _) => new CancelReservationResponse { Status = CancelReservationStatus.Accepted });
        await using var open = await desk.OpenAsync("/reservations");
        var page = open.Page;
        await Assertions.Expect(page.GetByText("Nothing was reserved yet.")).ToBeVisibleAsync();

        var form = page.GetByRole(AriaRole.Form, new() { Name = "Reserve a connector" });
        await page.Locator("summary").ClickAsync();
        await form.GetByLabel("Charge point").FillAsync("park-1");
        await form.GetByLabel("Connector", new() { Exact = false }).FillAsync("2");
        await form.GetByLabel("idTag").FillAsync("GUEST");
        await form.GetByLabel("Until").FillAsync("2039-07-01T08:00");
        await page.Button("Reserve").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToHaveTextAsync("PARK-1 answered Occupied: the connector, or all of them, are in use or reserved.");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("Refused");

        status = ReservationStatus.Accepted;
        await page.Button("Reserve").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("PARK-1 answered Accepted: reserved.");
        (await chargePoint.ReceivedAsync<ReserveNowRequest>()).ConnectorId.ShouldBe(2);

        // What was typed is the clock of the reader, in Berlin's summer.
        (await chargePoint.ReceivedAsync<ReserveNowRequest>()).ExpiryDate.ShouldBe(new DateTimeOffset(2039, 7, 1, 6, 0, 0, TimeSpan.Zero));

        await page.GetByLabel("State").SelectOptionAsync("Accepted");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.Button("Cancel").ClickAsync();
        await page.Button("Cancel").ClickAsync();
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("the reservation is cancelled");
        await Assertions.Expect(page.GetByText("None fits.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task What_cannot_be_asked_is_told_plainly()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("PARK-2");
        await using var open = await desk.OpenAsync("/reservations?chargePointId=PARK-2");
        var page = open.Page;
        await page.Locator("summary").ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "Reserve a connector" }).GetByLabel("idTag").FillAsync("GUEST");
        await page.Button("Reserve").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "PARK-2 is not connected" })).ToBeVisibleAsync();
    }
}
