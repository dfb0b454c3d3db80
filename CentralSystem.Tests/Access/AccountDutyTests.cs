using CentralSystem.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>What people have to do before they may do what their role allows.</summary>
public sealed class AccountDutyTests
{
    private const string Given = "a quiet blue harbour";
    private const string Own = "seven slow green trams";

    [Fact, Trait("Spec", "ASVS 2.3.1")]
    public async Task A_password_that_somebody_else_set_lets_its_user_do_nothing_but_change_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var admin = system.CreateHttpClient();
        var created = await admin.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"ada","role":"Operator","password":"{{Given}}"}""");
        created.Json.Member("mustChangePassword").ShouldBe("True");
        using var ada = await system.LogInAsync("ada", Given);
        (await ada.ReadAsync("/api/v1/transactions")).Problem.ShouldBe("new-password-needed");
        (await ada.ReadAsync("/api/v1/me")).Json.Member("duty").ShouldBe("NewPassword");
        (await ada.AskAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1")).Problem.ShouldBe("new-password-needed");
        (await ada.AskAsync(HttpMethod.Put, "/api/v1/me/password", $$"""{"presentPassword":"{{Given}}","newPassword":"{{Given}}"}""")).Json.Member("field").ShouldBe("newPassword");
        (await ada.AskAsync(HttpMethod.Put, "/api/v1/me/password", $$"""{"presentPassword":"{{Given}}","newPassword":"{{Own}}"}""")).Status.ShouldBe(204);
        (await ada.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200);

        // Another one by an administrator has to be changed, too; not one that somebody gave themselves.
        (await admin.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", """{"role":"Admin"}""")).Json.Member("mustChangePassword").ShouldBe("False");
        using var again = await system.LogInAsync("ada", Own);
        (await again.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", $$"""{"password":"{{Given}}"}""")).Json.Member("mustChangePassword").ShouldBe("False");
        (await admin.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", $$"""{"password":"{{Own}}"}""")).Json.Member("mustChangePassword").ShouldBe("True");
    }

    [Fact]
    public async Task A_browser_is_led_to_the_page_that_changes_it_and_on()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var admin = system.CreateHttpClient();
        await admin.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"ada","password":"{{Given}}"}""");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = system.Address };
        var cookie = ("Cookie", (await SecondFactorTests.PostFormAsync(http, "/login", [("name", "ada"), ("password", Given)])).Cookie!);
        (await http.ReadAsync("/charge-points", cookie, ("Accept", "text/html"))).Header("Location").ShouldBe("/login/password?returnUrl=%2Fcharge-points");
        (await http.ReadAsync("/login/password?returnUrl=%2Fcharge-points", cookie)).Text.ShouldContain("Somebody else knows the present one");

        (await ChangeAsync(Given, Own, "something else")).Text.ShouldContain("differ");
        (await ChangeAsync("not the password", Own, Own)).Text.ShouldContain("presentPassword: is wrong");
        (await ChangeAsync(Given, "password2026", "password2026")).Text.ShouldContain("words everybody tries");
        (await SecondFactorTests.PostFormAsync(http, "/login/password", [("present", Given), ("new", Own), ("again", Own)], cookie, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(403);
        var changed = await ChangeAsync(Given, Own, Own);
        (changed.Status, changed.Header("Location")).ShouldBe((302, "/charge-points"));
        (await http.ReadAsync("/charge-points", cookie, ("Accept", "text/html"))).Status.ShouldBe(200);

        Task<Answer> ChangeAsync(string present, string next, string again) => SecondFactorTests.PostFormAsync(
            http, "/login/password", [("present", present), ("new", next), ("again", again), ("returnUrl", "/charge-points")], cookie);
    }

    [Fact, Trait("Spec", "ASVS 3.7.1")]
    public async Task Users_and_keys_need_a_fresh_password_and_the_rest_does_not()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time));
        using var admin = await system.LogInAsync();
        time.Advance(TimeSpan.FromMinutes(14));
        (await CreateKeyAsync("first")).Status.ShouldBe(201);
        time.Advance(TimeSpan.FromMinutes(1));
        (await CreateKeyAsync("second")).Problem.ShouldBe("fresh-password-needed");
        (await admin.AskAsync(HttpMethod.Patch, "/api/v1/users/admin", """{"role":"Admin"}""")).Problem.ShouldBe("fresh-password-needed");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor")).Problem.ShouldBe("fresh-password-needed");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/id-tags", """{"idTag":"FRESH"}""")).Status.ShouldBe(201);

        (await admin.AskAsync(HttpMethod.Post, "/api/v1/me/confirmation", """{"password":"not the password"}""")).Json.Member("field").ShouldBe("password");
        (await CreateKeyAsync("second")).Problem.ShouldBe("fresh-password-needed");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/me/confirmation", $$"""{"password":"{{TestAccess.AdminPassword}}"}""")).Status.ShouldBe(204);
        (await CreateKeyAsync("second")).Status.ShouldBe(201);
        (await system.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "session.password-confirmed"))).ShouldBe(1);

        // The same by a form, as pages of the dashboard lead to it.
        time.Advance(TimeSpan.FromMinutes(15));
        (await CreateKeyAsync("third")).Problem.ShouldBe("fresh-password-needed");
        (await admin.ReadAsync("/login/confirmation?returnUrl=%2Fusers")).Text.ShouldContain("value=\"/users\"");
        (await SecondFactorTests.PostFormAsync(admin, "/login/confirmation", [("password", "not the password")])).Text.ShouldContain("password: is wrong");
        (await CreateKeyAsync("third")).Problem.ShouldBe("fresh-password-needed");
        (await SecondFactorTests.PostFormAsync(admin, "/login/confirmation", [("password", TestAccess.AdminPassword), ("returnUrl", "/login")])).Status.ShouldBe(200);
        (await CreateKeyAsync("third")).Status.ShouldBe(201);

        Task<Answer> CreateKeyAsync(string name) => admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", $$"""{"name":"{{name}}","role":"Viewer"}""");
    }
}
