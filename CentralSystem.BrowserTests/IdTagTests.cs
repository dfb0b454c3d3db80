using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>Who may charge, decided on the pages.</summary>
public sealed class IdTagTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_card_nobody_knows_is_adopted_limited_and_blocked()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("GATE-1");
        await using var chargePoint = await desk.System.ConnectAsync("GATE-1");
        await using var open = await desk.OpenAsync("/id-tags/unknown");
        var page = open.Page;
        async Task<AuthorizationStatus?> AskAsync() => (await chargePoint.CallAsync(A.Authorize with { IdTag = "CARD/7" })).IdTagInfo.Status.Known;

        (await AskAsync()).ShouldBe(AuthorizationStatus.Invalid);
        await page.Button("Adopt CARD/7").ClickAsync();
        await Assertions.Expect(page.GetByText("CARD/7 is registered and may charge.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Button("Adopt CARD/7")).ToHaveCountAsync(0);
        (await AskAsync()).ShouldBe(AuthorizationStatus.Accepted);

        await page.GetByRole(AriaRole.Link, new() { Name = "Say more of it" }).ClickAsync();
        await page.GetByLabel("Group (parentIdTag)").FillAsync("FAMILY");
        await page.GetByLabel("Transactions at once").FillAsync("2");
        await page.GetByLabel("kWh").FillAsync("12.5");
        await page.GetByLabel("Expires").FillAsync("2039-07-01T08:00");
        await page.Button("Add a time").ClickAsync();
        await page.GetByLabel("From").FillAsync("00:00");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("00:00");
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("2 at once, 1 time window, 0.00 kWh of 12.50 kWh this month");
        var info = (await chargePoint.CallAsync(A.Authorize with { IdTag = "CARD/7" })).IdTagInfo;
        info.ParentIdTag.ShouldBe("FAMILY");

        await page.GotoAsync($"{desk.System.Address}id-tags?group=FAMILY");
        await open.InteractiveAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "CARD/7" })).ToContainTextAsync("2039");
        await page.Button("Block CARD/7").ClickAsync();
        await Assertions.Expect(page.GetByText("cannot charge any more")).ToBeVisibleAsync();
        await page.Button("Block CARD/7").ClickAsync();
        await Assertions.Expect(page.GetByText("CARD/7 is blocked.")).ToBeVisibleAsync();
        (await AskAsync()).ShouldBe(AuthorizationStatus.Blocked);
    }

    [SkippableFact]
    public async Task Who_changes_what_somebody_else_changed_meanwhile_is_told_and_overwrites_nothing()
    {
        Desk.NeedsBrowser();
        await desk.PutIdTagAsync("SHARED", new { note = "of nobody" });
        await using var one = await desk.OpenAsync("/id-tags/tag?id=SHARED");
        await using var other = await desk.OpenAsync("/id-tags/tag?id=SHARED");
        await other.Page.GetByLabel("Note").FillAsync("of the other");
        await one.Page.GetByLabel("Note").FillAsync("of the one");
        await one.Page.Button("Save").ClickAsync();
        await Assertions.Expect(one.Page.GetByText("Saved.")).ToBeVisibleAsync();

        await Assertions.Expect(other.Page.GetByText("Somebody changed it while you looked.")).ToBeVisibleAsync(new() { Timeout = 1_500 });
        await other.Page.Button("Save").ClickAsync();
        await Assertions.Expect(other.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "changed meanwhile" })).ToBeVisibleAsync();
        await other.Page.Button("Show what stands there now").ClickAsync();
        await Assertions.Expect(other.Page.GetByLabel("Note")).ToHaveValueAsync("of the one");
        await other.Page.GetByLabel("kWh").FillAsync("5");
        await other.Page.GetByLabel("By the days of").FillAsync("Mars/Base");
        await other.Page.Button("Save").ClickAsync();
        await Assertions.Expect(other.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "energyBudget.timeZone: must be the IANA name" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Many_idTags_are_looked_at_before_they_are_imported()
    {
        Desk.NeedsBrowser();
        await desk.PutIdTagAsync("FLEET-0", new { });
        await using var open = await desk.OpenAsync("/id-tags/import");
        var page = open.Page;
        await page.GetByLabel("Or its text").FillAsync("idTag,status\nFLEET-1,Accepted\nFLEET-2,Lost\n");
        await page.Button("Look at what it would do").ClickAsync();
        await Assertions.Expect(page.Locator("#errors tbody tr")).ToContainTextAsync("status");
        await Assertions.Expect(page.Locator("#errors tbody tr td").First).ToHaveTextAsync("3");
        await Assertions.Expect(page.Button("Import")).ToHaveCountAsync(0);

        await page.GetByLabel("A file").SetInputFilesAsync(new FilePayload
        {
            Name = "fleet.csv",
            MimeType = "text/csv",
            Buffer = "idTag,parentIdTag,note\nFLEET-1,FLEET,van\nFLEET-2,FLEET,truck\nFLEET-0,FLEET,\n"u8.ToArray(),
        });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "fleet.csv would register 2 and change 1" })).ToBeVisibleAsync();
        await page.Button("Import 3 idTags").ClickAsync();
        await page.Button("Import 3 idTags").ClickAsync();
        await Assertions.Expect(page.GetByText("The import is done: 2 registered, 1 changed.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Groups" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a group" }).ClickAsync();
        await page.GetByLabel("Group (parentIdTag)").FillAsync("FLEET");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Vans and trucks");
        await page.Button("Add").Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Group FLEET" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "3", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
    }

    [SkippableFact]
    public async Task Who_may_only_look_is_offered_nothing_to_change()
    {
        Desk.NeedsBrowser();
        await desk.PutIdTagAsync("LOOKED-AT", new { });
        await using var open = await desk.OpenAsync("/id-tags?search=look", session: await desk.LogInViewerAsync());
        await Assertions.Expect(open.Page.Locator("tbody tr")).ToContainTextAsync("Accepted");
        await Assertions.Expect(open.Page.Locator("main tbody fluent-button")).ToHaveCountAsync(0);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "LOOKED-AT" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "idTag LOOKED-AT" })).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("main form")).ToHaveCountAsync(0);
    }
}
