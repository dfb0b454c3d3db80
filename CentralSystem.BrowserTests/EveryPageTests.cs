using System.Net.WebSockets;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Dashboard.ChargePoints;
using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>What holds for every page: readable by all, on a desk and a phone, by day and by night.</summary>
public sealed class EveryPageTests(Desk desk) : IClassFixture<Desk>
{
    public static TheoryData<string> Paths { get; } =
    [
        "/", "/charge-points", "/charge-points?columns=name,tags,lastSeen&sort=lastSeen&order=Descending", "/connection-attempts", "/connect?identity=STRANGER",
        .. ChargePointTabs.All.Select(tab => $"/charge-points/DEPOT-1?tab={tab.Name}"),
        "/transactions", "/transactions/1", "/messages", "/anomalies", "/reports?period=all", "/charging-profiles", "/charging-profiles/new?chargePoint=DEPOT-1", "/command-batches",
        "/id-tags", "/id-tags/tag?id=TAG00001", "/id-tags/unknown", "/id-tags/groups", "/id-tags/group", "/id-tags/import",
        "/reservations", "/events", "/security-events", "/webhooks", "/users", "/users/admin", "/api-keys", "/audit", "/account", "/settings",
    ];

    private static readonly object LimitedTag = new
    {
        parentIdTag = "FAMILY",
        expiryDate = "2039-07-01T08:00:00Z",
        maxActiveTransactions = 2,
        permittedChargePointTags = new[] { "depot" },
        note = "of the caretaker",
        timeWindows = new[] { new { days = new[] { "Monday", "Friday" }, from = "08:00", to = "18:00" } },
        energyBudget = new { period = "Month", energyWh = 20_000 },
    };

    [SkippableTheory, MemberData(nameof(Paths))]
    public async Task It_is_accessible_and_fits(string path)
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("DEPOT-1");
        await desk.RegisterAsync("DEPOT-2");
        await desk.PutIdTagAsync("TAG00001", LimitedTag);
        await using var chargePoint = await desk.System.ConnectAsync("DEPOT-1");
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 2, Status = ChargePointStatus.SuspendedEV });
        await SessionAsync(chargePoint);
        await chargePoint.CallAsync(A.Authorize with { IdTag = "NOBODYS-CARD" });
        await Should.ThrowAsync<WebSocketException>(() => desk.System.ConnectAsync("STRANGER"));
        await using var open = await desk.OpenAsync(path);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            // Loaded anew: colours that change before one's eyes do so by and by.
            await open.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await open.Page.ReloadAsync();
            await open.InteractiveAsync();
            foreach (var width in new[] { 1440, 360 })
            {
                await open.Page.SetViewportSizeAsync(width, 900);
                await open.IsAccessibleAsync();
                await open.FitsAsync();
                await open.KeepAsync($"{NameOf(path)}-{width}-{scheme}".ToLowerInvariant());
            }
        }
    }

    [SkippableFact]
    public async Task The_check_finds_what_is_wrong()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/");
        await open.Page.EvaluateAsync("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><p class=\"pale\">Hardly to be read</p>')");
        await open.Page.Locator(".pale").EvaluateAsync("text => { text.style.color = '#bbb'; text.style.backgroundColor = '#fff'; }");
        var found = await Record.ExceptionAsync(open.IsAccessibleAsync);
        found.Message.ShouldContain("image-alt");
        found.Message.ShouldContain("color-contrast");
    }

    [SkippableFact]
    public async Task On_a_phone_the_pages_are_behind_a_menu_that_closes_when_one_is_chosen()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/", width: 360);
        var link = open.Page.GetByRole(AriaRole.Link, new() { Name = "Reservations" });
        await Assertions.Expect(link).ToBeHiddenAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await open.IsAccessibleAsync();
        await open.FitsAsync();
        await open.KeepAsync("menu-360");
        await link.ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Reservations" })).ToBeVisibleAsync();
        await Assertions.Expect(link).ToBeHiddenAsync();
    }

    private static string NameOf(string path) => path == "/" ? "overview" : path.Trim('/').Replace("?tab=", "-").Split('?')[0].Replace('/', '-');

    /// <summary>The first transaction, each time the same one; it has a bit of everything.</summary>
    private static async Task SessionAsync(ScriptedChargePoint chargePoint)
    {
        var started = await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 });
        await chargePoint.CallAsync(A.MeterValues with
        {
            ConnectorId = 2,
            TransactionId = started.TransactionId,
            MeterValue = [.. Enumerable.Range(0, 60).Select(minute => Metering.At(A.Start.AddMinutes(minute), minute))],
        });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, MeterStop = 500 });
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

        await Assertions.Expect(left.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync(new() { Timeout = 3_000 });
    }
}
