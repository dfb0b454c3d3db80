using Microsoft.Playwright;

namespace CentralSystem.BrowserTests;

/// <summary>The pictures of README and docs, taken of a running system with a day behind it.</summary>
/// <remarks>Kept in <c>TestResults/images</c>; with the variable DOCS_IMAGES they replace those in <c>docs/images</c>.</remarks>
public sealed class DocumentationImages(Desk desk) : IClassFixture<Desk>
{
    private const int MostBytes = 200 * 1024;
    private const int Phone = 360;

    private static readonly string Folder = Directory.CreateDirectory(
        Path.Combine(OpenPage.RepositoryRoot(), Environment.GetEnvironmentVariable("DOCS_IMAGES") is null ? "TestResults/images" : "docs/images")).FullName;

    [SkippableFact]
    public async Task Are_taken_of_a_running_system()
    {
        Desk.NeedsBrowser();
        await using var depot = new Depot(desk);
        await depot.OpenAsync();
        var transaction = $"/transactions/{depot.RunningTransactionId}";
        await TakeAsync("overview", "/", page => page.Locator("#power"));
        await TakeAsync("charge-points", "/charge-points?columns=connection,connectors,location,tags,model,firmware", page => page.GetByRole(AriaRole.Row).Filter(new() { HasText = "DEPOT-10" }));
        await TakeAsync("charge-point", $"/charge-points/{Depot.Busy}", page => page.GetByText("State of charge"));
        await TakeAsync("charge-point-phone", $"/charge-points/{Depot.Busy}", page => page.GetByText("State of charge"), width: Phone);
        await TakeAsync("transaction", transaction, page => page.Locator("time-chart").First);
        await TakeAsync("transaction-dark", transaction, page => page.Locator("time-chart").First, scheme: ColorScheme.Dark);
        await TakeAsync("connect", $"/connect?identity={Depot.Stranger}", page => page.GetByRole(AriaRole.Heading, new() { Name = "Tried and refused" }));
        await TakeAsync("charging-profile", $"/charging-profiles/new?chargePoint={Depot.Busy}&connector=0&profile=1", async page =>
        {
            await page.Button("Ask for the composite schedule").ClickAsync();
            return page.Locator("time-chart");
        });
    }

    private Task TakeAsync(string name, string path, Func<IPage, ILocator> shows, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        TakeAsync(name, path, page => Task.FromResult(shows(page)), width, scheme);

    /// <summary>Takes the top of a page, on a phone all of it, once it shows what the picture is for.</summary>
    private async Task TakeAsync(string name, string path, Func<IPage, Task<ILocator>> shows, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        await using var open = await desk.OpenAsync(path, width, scheme);
        await Assertions.Expect((await shows(open.Page)).First).ToBeVisibleAsync();
        await open.FitsAsync();
        var file = new FileInfo(Path.Combine(Folder, name + ".png"));
        await open.Page.ScreenshotAsync(new() { Path = file.FullName, FullPage = width == Phone, Animations = ScreenshotAnimations.Disabled });
        file.Length.ShouldBeLessThan(MostBytes);
    }
}
