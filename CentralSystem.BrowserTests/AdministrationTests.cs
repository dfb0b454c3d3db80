using System.Text.RegularExpressions;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Tests.Webhooks;
using CentralSystem.Web.Access;
using Microsoft.Playwright;

namespace CentralSystem.BrowserTests;

/// <summary>Who may do what, who is told what, and what this central system runs with.</summary>
public sealed class AdministrationTests(Desk desk) : IClassFixture<Desk>
{
    private const string Password = "opens the garage door";

    [SkippableFact]
    public async Task A_person_is_created_works_is_disabled_and_leaves_traces_in_the_audit_trail()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/users");
        var page = open.Page;
        await page.GetByText("Create a user").ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Create a user" });
        await form.GetByLabel("Name").FillAsync("jane.doe");
        await form.GetByLabel("Role").SelectOptionAsync("Operator");
        await form.GetByLabel("Password").FillAsync("short");
        await page.Button("Create").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "12 to 128 characters" })).ToBeVisibleAsync();
        await form.GetByLabel("Password").FillAsync(Password);
        await page.Button("Create").ClickAsync();
        await Assertions.Expect(page.GetByText("jane.doe may log in.")).ToBeVisibleAsync();

        await using var janes = await desk.OpenAsync("/account", session: await desk.LogInAsync("jane.doe", Password, newPassword: "a password of her own"));
        await Assertions.Expect(janes.Page.Locator(".facts")).ToContainTextAsync("Operator");
        await page.GetByRole(AriaRole.Link, new() { Name = "jane.doe" }).ClickAsync();
        await page.Button("Make Viewer").ClickAsync();
        await page.Button("Make Viewer").ClickAsync();
        await Assertions.Expect(page.GetByText("jane.doe is Viewer now.")).ToBeVisibleAsync();
        await Assertions.Expect(janes.Page.Locator(".facts")).ToContainTextAsync("Viewer");

        await page.Button("Disable").ClickAsync();
        await Assertions.Expect(page.GetByText("logged out at once")).ToBeVisibleAsync();
        await page.Button("Disable").ClickAsync();
        await Assertions.Expect(page.GetByText("jane.doe is disabled.")).ToBeVisibleAsync();
        await Assertions.Expect(janes.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync();

        await page.GotoAsync($"{desk.System.Address}audit?subject=jane.doe&action=user.changed");
        await open.InteractiveAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync(new Regex(@"enabled\s*no"));
    }

    [SkippableFact]
    public async Task The_last_administrator_stays_one()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/users/admin");
        await open.Page.Button("Make Viewer").ClickAsync();
        await open.Page.Button("Make Viewer").ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "An administrator must remain" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_key_is_shown_once_works_and_is_revoked()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/api-keys");
        var page = open.Page;
        await page.GetByText("Create an API key").ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Create an API key" });
        await form.GetByLabel("Name").FillAsync("billing");
        await form.GetByLabel("transactions:read").CheckAsync();
        await form.GetByLabel("Ends").FillAsync("2039-07-01T08:00");
        await page.Button("Create").ClickAsync();
        await Assertions.Expect(page.Locator("#secret")).ToContainTextAsync("cs_");
        var key = await page.Locator("#secret").TextContentAsync();
        await open.IsAccessibleAsync();
        await open.KeepAsync("api-key-once");
        await page.Button("I have it").ClickAsync();
        await Assertions.Expect(page.Locator("#secret")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("transactions:read");

        using var http = desk.System.CreateHttpClient(key);
        (await http.GetAsync("/api/v1/transactions")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await http.GetAsync("/api/v1/id-tags")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        await page.Button("Revoke billing").ClickAsync();
        await page.Button("Revoke billing").ClickAsync();
        await Assertions.Expect(page.GetByText("billing is revoked.")).ToBeVisibleAsync();
        (await http.GetAsync("/api/v1/transactions")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [SkippableFact]
    public async Task Ones_own_password_is_changed_and_another_session_ended()
    {
        Desk.NeedsBrowser();
        await desk.AddUserAsync("joe", "Viewer", Password);
        await using var other = await desk.OpenAsync("/", session: await desk.LogInAsync("joe", Password));
        await using var open = await desk.OpenAsync("/account", session: await desk.LogInAsync("joe", Password));
        var page = open.Page;
        await Assertions.Expect(page.Locator("#sessions tbody tr")).ToHaveCountAsync(2);
        await page.Button("End it").ClickAsync();
        await Assertions.Expect(page.GetByText("The session is ended.")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await page.GetByLabel("Present password").FillAsync("something else");
        await page.GetByLabel("New password", new() { Exact = false }).First.FillAsync("drives down the lane");
        await page.GetByLabel("New password again").FillAsync("drives down the lane");
        await page.Button("Change it").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "presentPassword: is wrong" })).ToBeVisibleAsync();
        await page.GetByLabel("Present password").FillAsync(Password);
        await page.GetByLabel("New password", new() { Exact = false }).First.FillAsync("drives down the lane");
        await page.GetByLabel("New password again").FillAsync("drives down the lane");
        await page.Button("Change it").ClickAsync();
        await Assertions.Expect(page.GetByText("Your password is changed")).ToBeVisibleAsync();
        await desk.LogInAsync("joe", "drives down the lane");
    }

    [SkippableFact]
    public async Task Keys_and_users_wait_for_a_password_that_was_given_lately()
    {
        Desk.NeedsBrowser();
        var session = await AdministratorAsync("ann");
        await using var open = await desk.OpenAsync("/api-keys?order=Newest", session: session);
        var page = open.Page;
        await Assertions.Expect(page.GetByText("Create an API key")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Give it once more")).ToHaveCountAsync(0);
        BeganLongAgo("ann");
        await Assertions.Expect(page.GetByText("Give it once more")).ToBeVisibleAsync();
        await CreateAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The password is needed once more" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#secret")).ToHaveCountAsync(0);
        await using (var other = await desk.OpenAsync("/users/ann", session: session))
        {
            await other.Page.Button("Make Viewer").ClickAsync();
            await other.Page.Button("Make Viewer").ClickAsync();
            await Assertions.Expect(other.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The password is needed once more" })).ToBeVisibleAsync();
        }

        await page.GetByText("Give it once more").ClickAsync();
        await page.GetByLabel("Password of ann").FillAsync(Password);
        await open.IsAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.WaitForURLAsync("**/api-keys?order=Newest");
        await open.InteractiveAsync();
        await CreateAsync();
        await Assertions.Expect(page.Locator("#secret")).ToContainTextAsync("cs_");

        async Task CreateAsync()
        {
            await page.GetByText("Create an API key").ClickAsync();
            await page.GetByRole(AriaRole.Form, new() { Name = "Create an API key" }).GetByLabel("Name").FillAsync("anns-key");
            await page.Button("Create").ClickAsync();
        }
    }

    [SkippableFact]
    public async Task A_second_factor_is_added_from_the_account_and_removed_by_an_administrator()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/account", session: await AdministratorAsync("tom"));
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Add one" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Begin" })).ToBeVisibleAsync();
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Assertions.Expect(page.GetByAltText("QR code")).ToBeVisibleAsync();
        (await page.GetByAltText("QR code").EvaluateAsync<int>("picture => picture.naturalWidth")).ShouldBePositive("the page may load it");
        await open.IsAccessibleAsync();
        await open.KeepAsync("second-factor");
        var secret = await page.Locator("#secret").TextContentAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Authenticator.CodeOf(secret!, DateTimeOffset.UtcNow));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        var codes = (await page.Locator("#recovery-codes").TextContentAsync())!.Split('\n');
        codes.Length.ShouldBe(10);
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("a code of your authenticator");

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("tom");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await page.GetByLabel("Code of your authenticator").FillAsync(codes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();

        await using var admins = await desk.OpenAsync("/users/tom");
        await admins.Page.Button("Remove the second factor").ClickAsync();
        await admins.Page.Button("Remove the second factor").ClickAsync();
        await Assertions.Expect(admins.Page.GetByText("tom logs in with the password alone.")).ToBeVisibleAsync();
        await desk.LogInAsync("tom", Password);
    }

    [SkippableTheory]
    [InlineData("/users")]
    [InlineData("/users/admin")]
    [InlineData("/api-keys")]
    [InlineData("/audit")]
    [InlineData("/webhooks")]
    [InlineData("/settings")]
    public async Task What_is_for_administrators_is_not_shown_to_others(string path)
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync(path, session: await desk.LogInViewerAsync());
        await Assertions.Expect(open.Page.GetByText("This page is for administrators.")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("main").GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
        await Assertions.Expect(open.Page.Locator("main form, main fluent-button")).ToHaveCountAsync(0);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "Users" })).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task A_webhook_is_made_tested_failing_given_a_new_secret_and_deleted()
    {
        Desk.NeedsBrowser();
        await using var receiver = await Receiver.StartAsync();
        await using var open = await desk.OpenAsync("/webhooks");
        var page = open.Page;
        await page.GetByText("Add a webhook").ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Add a webhook" });
        await form.GetByLabel("Address").FillAsync(receiver.Url);
        await form.GetByLabel("Only these types").FillAsync("charge-point.*");
        await page.Button("Make it").ClickAsync();
        await Assertions.Expect(page.Locator("#secret")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).ClickAsync();

        await page.Button("Test").ClickAsync();
        await Assertions.Expect(page.Locator("#outcome")).ToContainTextAsync("HTTP 200");
        await Assertions.Expect(page.Locator("#outcome")).ToContainTextAsync("seen");
        receiver.Answer = _ => Task.FromResult(503);
        await desk.RegisterAsync("HOOK-1");
        await using (var chargePoint = await desk.System.ConnectAsync("HOOK-1"))
        {
            await Assertions.Expect(page.Locator("#deliveries tbody tr").First).ToContainTextAsync("HTTP 503");
            await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("failing");
        }

        await open.IsAccessibleAsync();
        await open.KeepAsync("webhook");
        await page.Button("New secret").ClickAsync();
        await page.Button("New secret").ClickAsync();
        await Assertions.Expect(page.Locator("#secret")).ToBeVisibleAsync();
        await page.GetByLabel("What it is for").FillAsync("Maintenance");
        await page.GetByLabel("Events are delivered").UncheckAsync();
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.GetByText("Saved. Deliveries go on by it.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".facts .status")).ToHaveTextAsync("off");
        await page.Button("Delete").ClickAsync();
        await page.Button("Delete").ClickAsync();
        await Assertions.Expect(page.GetByText("No webhook is set up.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task The_settings_tell_what_holds_and_what_it_does_but_no_secret()
    {
        Desk.NeedsBrowser();
        await using var open = await desk.OpenAsync("/settings?which=changed");
        var page = open.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Registration__UnknownChargePoints" })).ToContainTextAsync("Reject");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "BOOTSTRAP_API_KEY" })).ToContainTextAsync("set, not shown");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync(TestAccess.BootstrapApiKey);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("SQLite in");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Contains" }).FillAsync("heartbeat");
        await page.GetByLabel("Which").SelectOptionAsync("");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "HEARTBEAT_INT_MS" })).ToContainTextAsync("ping");
    }

    /// <summary>Another administrator, logged in.</summary>
    private async Task<string> AdministratorAsync(string name)
    {
        await desk.AddUserAsync(name, "Admin", Password);
        return await desk.LogInAsync(name, Password);
    }

    /// <summary>As if the logins of a user were of half an hour ago.</summary>
    private void BeganLongAgo(string name)
    {
        var users = desk.System.Get<UserDirectory>();
        var key = users.Find(name)!.Key;
        foreach (var (id, startedAt) in users.SessionsOf(key).ToList())
        {
            users.Add(new LoginSession { Id = id, UserKey = key, StartedAt = startedAt - TimeSpan.FromMinutes(30) });
        }
    }

    [SkippableFact]
    public async Task Events_come_as_they_happen()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("FEED-1");
        await using var open = await desk.OpenAsync("/events?chargePointId=FEED-1&type=charge-point.*");
        await Assertions.Expect(open.Page.GetByText("None fits.")).ToBeVisibleAsync();
        await using var chargePoint = await desk.System.ConnectAsync("FEED-1");
        await Assertions.Expect(open.Page.Locator("#events")).ToContainTextAsync("charge-point.connected", new() { Timeout = 1_500 });
    }
}
