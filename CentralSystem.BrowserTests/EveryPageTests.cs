using System.Net.WebSockets;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>What holds for every page: readable by all, on a desk and a phone, by day and by night.</summary>
public sealed class EveryPageTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] Paths = ["/", "/charge-points", "/connection-attempts", "/connect?identity=STRANGER", "/charge-points/DEPOT-1"];

    public static TheoryData<string, int, ColorScheme> Views()
    {
        var views = new TheoryData<string, int, ColorScheme>();
        foreach (var path in Paths)
        {
            views.Add(path, 1440, ColorScheme.Light);
            views.Add(path, 1440, ColorScheme.Dark);
            views.Add(path, 360, ColorScheme.Light);
            views.Add(path, 360, ColorScheme.Dark);
        }

        return views;
    }

    [SkippableTheory, MemberData(nameof(Views))]
    public async Task It_is_accessible_and_fits(string path, int width, ColorScheme scheme)
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("DEPOT-1");
        await desk.RegisterAsync("DEPOT-2");
        await using var chargePoint = await desk.System.ConnectAsync("DEPOT-1");
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 2, Status = ChargePointStatus.SuspendedEV });
        await Should.ThrowAsync<WebSocketException>(() => desk.System.ConnectAsync("STRANGER"));
        await using var open = await desk.OpenAsync(path, width, scheme);
        await open.IsAccessibleAsync();
        await open.FitsAsync();
        await open.KeepAsync($"{(path == "/" ? "overview" : path.Trim('/').Split('?')[0].Replace('/', '-'))}-{width}-{scheme}".ToLowerInvariant());
    }

    [SkippableFact]
    public async Task A_page_is_left_when_its_session_is_ended_elsewhere()
    {
        Desk.NeedsBrowser();
        var session = await desk.LogInAsync();
        await using var left = await desk.OpenAsync("/charge-points", session: session);
        await using (var other = await desk.OpenAsync("/", session: session))
        {
            await other.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
            await Assertions.Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync();
        }

        await Assertions.Expect(left.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }
}
