using System.Net.Http.Json;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;

namespace CentralSystem.BrowserTests;

/// <summary>From a charger in its box to one that is connected, by the pages alone.</summary>
[Collection(Alone.Name)]
public sealed class ConnectingTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_stranger_is_refused_before_your_eyes_and_approved_with_a_click()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/connect");
        var page = open.Page;
        var identity = page.GetByRole(AriaRole.Textbox, new() { Name = "Charge point identity" });
        await identity.FillAsync("GARAGE 1");
        await identity.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#url")).ToHaveTextAsync($"ws://{desk.System.Address.Authority}/ocpp/GARAGE%201");
        await Assertions.Expect(page.Locator("#arrivals")).ToContainTextAsync("waiting for GARAGE 1");

        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => desk.System.ConnectAsync("GARAGE 1"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tried and refused" })).ToBeVisibleAsync();
        await page.Button("Approve GARAGE 1").ClickAsync();
        await Assertions.Expect(page.GetByText("without a password")).ToBeVisibleAsync();
        await page.Button("Approve GARAGE 1").ClickAsync();
        await Assertions.Expect(page.Button("Approve GARAGE 1")).ToHaveCountAsync(0);
        await using var chargePoint = await desk.System.ConnectAsync("GARAGE 1");
        await Assertions.Expect(page.Locator("#arrivals")).ToContainTextAsync("connected since");
        await Assertions.Expect(page.Locator("#arrivals")).ToContainTextAsync(A.BootNotification.ChargePointModel);
    }

    [SkippableFact]
    public async Task A_stranger_is_approved_among_the_attempts()
    {
        Desk.NeedsBrowser();
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => desk.System.ConnectAsync("GARAGE 2"));
        await using var open = await desk.OpenAsync("/connection-attempts");
        await open.Page.Button("Approve GARAGE 2").ClickAsync();
        await Assertions.Expect(open.Page.GetByText("without a password")).ToBeVisibleAsync();
        await open.Page.Button("Approve GARAGE 2").ClickAsync();
        await Assertions.Expect(open.Page.GetByText("GARAGE 2 is approved")).ToBeVisibleAsync();
        await using var chargePoint = await desk.System.ConnectAsync("GARAGE 2");
    }

    [SkippableFact]
    public async Task The_overview_and_the_list_follow_a_charge_point_within_a_second()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("LIVE-1");
        await using var overview = await desk.OpenAsync("/");
        await using var list = await desk.OpenAsync("/charge-points?search=LIVE");
        var row = list.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "LIVE-1" });
        await Assertions.Expect(row).ToContainTextAsync("offline");

        await using (var chargePoint = await desk.System.ConnectAsync("LIVE-1"))
        {
            await Assertions.Expect(row).ToContainTextAsync("connected", new() { Timeout = 1_000 });
            await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = Ocpp.Messages.ChargePointStatus.Charging });
            await Assertions.Expect(row).ToContainTextAsync("Charging", new() { Timeout = 1_000 });
            await Assertions.Expect(overview.Page.Locator(".tiles.small")).ToContainTextAsync("Charging", new() { Timeout = 1_000 });
        }

        await Assertions.Expect(row).ToContainTextAsync("offline", new() { Timeout = 1_000 });
    }

    [SkippableFact]
    public async Task The_configuration_of_a_charge_point_follows_what_is_wanted_within_a_second()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("KEYS-1");
        await using var chargePoint = await desk.System.ConnectAsync("KEYS-1");
        await using var open = await desk.OpenAsync("/charge-points/KEYS-1?tab=configuration");
        await Assertions.Expect(open.Page.Locator(".empty")).ToContainTextAsync("Read all keys above.");
        using var http = desk.System.CreateHttpClient();
        using var answer = await http.PostAsync("/api/v1/configuration-templates", JsonContent.Create(new { name = "All", keys = new Dictionary<string, string> { ["HeartbeatInterval"] = "120" } }));
        answer.EnsureSuccessStatusCode();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Region, new() { Name = "Wanted keys" })).ToContainTextAsync("HeartbeatInterval", new() { Timeout = 1_000 });
    }
}
