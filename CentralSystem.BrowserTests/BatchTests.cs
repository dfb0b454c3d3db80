using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>Many charge points at once.</summary>
public sealed class BatchTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_command_goes_to_those_that_match_and_its_progress_is_seen_live()
    {
        Desk.NeedsBrowser();
        foreach (var identity in new[] { "FLEET-1", "FLEET-2", "FLEET-3", "OTHER-1" })
        {
            await desk.RegisterAsync(identity);
        }

        await using var first = await desk.System.ConnectAsync("FLEET-1");
        await using var second = await desk.System.ConnectAsync("FLEET-2");
        first.Answer((ClearCacheRequest _) => new ClearCacheResponse { Status = ClearCacheStatus.Accepted });
        second.Answer((ClearCacheRequest _) => new ClearCacheResponse { Status = ClearCacheStatus.Rejected });
        await using var open = await desk.OpenAsync("/charge-points?search=FLEET&columns=connection,createdAt");
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Registered" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("search=FLEET.*sort=createdAt"));
        await Assertions.Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await page.Button("Select all that match").ClickAsync();
        await page.GetByLabel("Select FLEET-3").UncheckAsync();
        await page.GetByLabel("Select FLEET-3").CheckAsync();
        await page.Button("Send them a command").ClickAsync();
        await page.GetByLabel("Operation").SelectOptionAsync("ClearCache");
        await Assertions.Expect(page.GetByText("Empties the authorization cache")).ToBeVisibleAsync();
        await open.IsAccessibleAsync();
        await open.KeepAsync("story-bulk");
        await page.Button("Send to all of them").ClickAsync();
        await Assertions.Expect(page.Locator(".confirm")).ToContainTextAsync("3 charge points");
        await page.GetByLabel("At a time").SelectOptionAsync("10");
        await Assertions.Expect(page.Locator(".confirm")).ToHaveCountAsync(0);
        await page.Button("Send to all of them").ClickAsync();
        await Assertions.Expect(page.Locator(".confirm")).ToContainTextAsync("3 charge points");
        await page.Button("Send to all of them").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ClearCache" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("3 of 3 are done")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FLEET-1" })).ToContainTextAsync("succeeded");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FLEET-2" })).ToContainTextAsync("failed");
        await open.IsAccessibleAsync();
        await open.FitsAsync();
        await open.KeepAsync("story-batch");
        await page.Locator(".tiles a").Filter(new() { HasText = "succeeded" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FLEET-2" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FLEET-1" })).ToHaveCountAsync(1);
    }
}
