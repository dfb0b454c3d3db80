using Microsoft.Playwright;

namespace CentralSystem.BrowserTests;

/// <summary>What holds for every page.</summary>
public sealed class EveryPageTests(Desk desk) : IClassFixture<Desk>
{
    public static TheoryData<string> Paths { get; } =
    [
        "/", "/charge-points", "/charge-points?columns=name,tags,lastSeen&sort=lastSeen&order=Descending", "/connection-attempts", "/connect?identity=STRANGER",
        "/transactions", "/transactions/1", "/messages", "/anomalies", "/reports?period=all", "/charging-profiles", "/charging-profiles/new?chargePoint=DEPOT-1", "/command-batches",
        "/id-tags", "/id-tags/tag?id=TAG00001", "/id-tags/unknown", "/id-tags/groups", "/id-tags/group", "/id-tags/import",
        "/reservations", "/events", "/security-events", "/webhooks", "/users", "/users/admin", "/api-keys", "/audit", "/account", "/settings",
    ];

    [SkippableTheory, MemberData(nameof(Paths))]
    public Task It_is_accessible_and_fits(string path) => PageCheck.PassesAsync(desk, path);

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
