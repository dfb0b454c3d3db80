using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using CentralSystem.Tests.Support;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CentralSystem.BrowserTests;

/// <summary>A browser at a desk in front of a running central system that knows no charge point and admits no strangers.</summary>
/// <remarks>Debian's chromium, the one without windows where it is installed, since it is half the work; the variable CHROMIUM names another one. Without any the tests are skipped by name.</remarks>
public sealed class Desk : IAsyncLifetime
{
    private static readonly string? Chromium =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _state = "";

    internal RunningCentralSystem System { get; private set; } = null!;

    /// <summary>Skips the test where there is no browser.</summary>
    public static void NeedsBrowser() => Skip.If(Chromium is null, "chromium is not installed");

    public async Task InitializeAsync()
    {
        System = await RunningCentralSystem.StartAsync(settings => settings.Set("Registration:UnknownChargePoints", "Reject").Set("Webhooks:AllowPrivateAddresses", "true"));
        if (Chromium is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _state = await LogInAsync();
    }

    /// <summary>Logs in by the form, and by the next one changes a password that somebody else set, where there is a new one.</summary>
    /// <returns>The session, to be opened pages with.</returns>
    internal async Task<string> LogInAsync(string name = "admin", string password = TestAccess.AdminPassword, string? newPassword = null)
    {
        var page = await (await _browser!.NewContextAsync()).NewPageAsync();
        await page.GotoAsync($"{System.Address}");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        if (newPassword is not null)
        {
            await page.GetByLabel("Present password").FillAsync(password);
            await page.GetByLabel("New password, of").FillAsync(newPassword);
            await page.GetByLabel("New password once more").FillAsync(newPassword);
            await page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        }

        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview" }).WaitForAsync();
        var session = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return session;
    }

    /// <summary>A person who may only look.</summary>
    /// <returns>Their session.</returns>
    internal async Task<string> LogInViewerAsync()
    {
        const string Password = "only looks around";
        await AddUserAsync("viewer", "Viewer", Password);
        return await LogInAsync("viewer", Password);
    }

    /// <summary>Makes a user, who may keep the password, unless there is one of the name.</summary>
    internal async Task AddUserAsync(string name, string role, string password)
    {
        using var http = System.CreateHttpClient();
        using var answer = await http.PostAsync("/api/v1/users", JsonContent.Create(new { name, role, password, mustChangePassword = false }));
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
    }

    /// <summary>Makes a charge point known, as an operator does.</summary>
    internal async Task RegisterAsync(string chargePointId)
    {
        using var http = System.CreateHttpClient();
        using var answer = await http.PostAsync("/api/v1/charge-points", JsonContent.Create(new { chargePointId, registrationStatus = "Accepted" }));
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
    }

    /// <summary>Registers an idTag, or replaces what is said of it, as a program does.</summary>
    internal async Task PutIdTagAsync(string idTag, object said)
    {
        using var http = System.CreateHttpClient();
        using var answer = await http.PutAsync($"/api/v1/id-tags/{Uri.EscapeDataString(idTag)}", JsonContent.Create(said));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A page of a person who is logged in, once it answers to clicks. What goes wrong in it fails the test.</summary>
    /// <param name="path">Below the root.</param>
    /// <param name="width">Of the window in pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="session">Of whom, if not of the administrator.</param>
    /// <param name="onRendered">Called each time the server sends what changed on the page.</param>
    internal async Task<OpenPage> OpenAsync(string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, string? session = null, Action? onRendered = null)
    {
        var context = await _browser!.NewContextAsync(new() { StorageState = session ?? _state, ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, Locale = "en-GB", TimezoneId = "Europe/Berlin" });
        var page = await context.NewPageAsync();
        var open = new OpenPage(page);
        if (onRendered is not null)
        {
            page.WebSocket += (_, line) => line.FrameReceived += (_, frame) =>
            {
                if (frame.Binary?.AsSpan().IndexOf("JS.RenderBatch"u8) >= 0)
                {
                    onRendered();
                }
            };
        }

        var navigated = Stopwatch.GetTimestamp();
        await page.GotoAsync(new Uri(System.Address, path).ToString());
        await open.InteractiveAsync();
        open.InteractiveAfter = Stopwatch.GetElapsedTime(navigated);
        return open;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await System.DisposeAsync();
    }
}

/// <summary>One page in the browser.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private static readonly string Screenshots = Directory.CreateDirectory(Path.Combine(RepositoryRoot(), "TestResults", "screenshots")).FullName;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly List<string> _faults = [];

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _faults.Add(error);
    }

    public IPage Page { get; }

    /// <summary>From the navigation to the first click that would be answered.</summary>
    public TimeSpan InteractiveAfter { get; set; }

    /// <summary>Waits until the page answers to clicks.</summary>
    public Task InteractiveAsync() => Page.Locator("main[data-interactive]").WaitForAsync();

    /// <summary>Rules of WCAG 2.2 AA as far as a program can check them.</summary>
    public async Task IsAccessibleAsync()
    {
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
        {
            await Page.EvaluateAsync(Axe);
        }

        // Within the page: the package's own way opens another one for the results, and describes what is in order, too.
        (await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                resultTypes: ["violations"]
            })).violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(", ")}`)
            """)).ShouldBeEmpty();
    }

    /// <summary>Nothing has to be scrolled sideways; on a phone no list, either.</summary>
    public async Task FitsAsync()
    {
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        (await Page.EvaluateAsync<string[]>("""
            matchMedia("(max-width: 40rem)").matches ? [...document.querySelectorAll(".scroll")].filter(list => list.scrollWidth > list.clientWidth).map(list => list.ariaLabel) : []
            """)).ShouldBeEmpty();
    }

    /// <summary>Kept under TestResults for people to look at.</summary>
    public Task KeepAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        _faults.ShouldBeEmpty();
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CentralSystem.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}

/// <summary>Finds what a person sees.</summary>
internal static class Finding
{
    extension(IPage page)
    {
        /// <summary>A button of the component library; it tells its role by its internals, where Playwright does not look.</summary>
        public ILocator Button(string text) => page.Locator("fluent-button").Filter(new() { HasText = text });

        /// <summary>A side of a charge point.</summary>
        public ILocator Tab(string title) => page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = title, Exact = true });
    }
}
