using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CentralSystem.Tests.Access;

/// <summary>People: their passwords and their sessions.</summary>
[Collection(Heavy.Name)]
public sealed class UserTests
{
    private const string Good = "a quiet blue harbour";

    [Fact]
    public async Task A_password_is_long_and_not_one_that_everybody_tries()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        foreach (var password in (string[])["short", new string('x', 129), "passwordpassword", "aaaaaaaaaaaaaaaa", "ada.lovelace1"])
        {
            var answer = await http.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"ada.lovelace","password":"{{password}}"}""");
            (answer.Status, answer.Json.Member("field")).ShouldBe((400, "password"), password);
        }

        var created = await http.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"ada.lovelace","password":"{{Good}}"}""");
        (created.Status, created.Json.Member("role"), created.Header("ETag")).ShouldBe((201, "Viewer", "\"0\""), created.Text);
        created.Text.ShouldNotContain(Good);
        (await http.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"ADA.lovelace","password":"{{Good}}"}""")).Problem.ShouldBe("already-exists");
        (await http.AskAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"a b","password":"{{Good}}"}""")).Json.Member("field").ShouldBe("name");
        (await system.ReadAsync(db => db.Users.SingleAsync(u => u.Name == "ada.lovelace"))).PasswordHash.ShouldNotContain(Good);
    }

    [Fact]
    public async Task The_last_enabled_administrator_stays_one()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        (await http.AskAsync(HttpMethod.Delete, "/api/v1/users/admin")).Problem.ShouldBe("last-admin");
        (await http.AskAsync(HttpMethod.Patch, "/api/v1/users/admin", """{"role":"Operator"}""")).Problem.ShouldBe("last-admin");
        (await http.AskAsync(HttpMethod.Patch, "/api/v1/users/admin", """{"enabled":false}""")).Problem.ShouldBe("last-admin");
        await system.AddUserAsync("second", "Admin", Good);
        (await http.AskAsync(HttpMethod.Delete, "/api/v1/users/second", null, ("If-Match", "\"9\""))).Problem.ShouldBe("changed-meanwhile");

        // Of two that remove each other at once, one stays.
        var both = await Task.WhenAll(http.AskAsync(HttpMethod.Delete, "/api/v1/users/admin"), http.AskAsync(HttpMethod.Delete, "/api/v1/users/second"));
        both.Select(answer => answer.Status).Order().ShouldBe([204, 409]);
    }

    [Fact]
    public async Task A_session_ends_at_once_when_its_user_may_no_longer_have_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var admin = system.CreateHttpClient();
        foreach (var (name, end) in ((string, Func<string, Task<Answer>>)[])
        [
            ("disabled", user => admin.AskAsync(HttpMethod.Patch, $"/api/v1/users/{user}", """{"enabled":false}""")),
            ("changed", user => admin.AskAsync(HttpMethod.Patch, $"/api/v1/users/{user}", """{"password":"another quiet harbour"}""")),
            ("deleted", user => admin.AskAsync(HttpMethod.Delete, $"/api/v1/users/{user}")),
        ])
        {
            await system.AddUserAsync(name, "Viewer", Good);
            using var session = await system.LogInAsync(name, Good);
            (await session.ReadAsync("/api/v1/me")).Json.Member("name").ShouldBe(name);
            (await end(name)).Status.ShouldBeOneOf(200, 204);
            (await session.ReadAsync("/api/v1/me")).Status.ShouldBe(401, name);
            (await session.LogInAsync(name, Good)).Problem.ShouldBe("login-failed", name);
        }
    }

    [Fact]
    public async Task A_new_role_holds_in_the_open_session()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var admin = system.CreateHttpClient();
        await system.AddUserAsync("ada", "Viewer", Good);
        using var session = await system.LogInAsync("ada", Good);
        (await session.ReadAsync("/api/v1/users")).Problem.ShouldBe("role-needed");
        await admin.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", """{"role":"Admin"}""");
        (await session.ReadAsync("/api/v1/users")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Ones_own_password_needs_the_present_one_and_ends_the_other_sessions()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var here = await system.LogInAsync();
        using var elsewhere = await system.LogInAsync();
        var wrong = await here.AskAsync(HttpMethod.Put, "/api/v1/me/password", $$"""{"presentPassword":"not this one","newPassword":"{{Good}}"}""");
        (wrong.Status, wrong.Json.Member("field")).ShouldBe((400, "presentPassword"));
        (await here.AskAsync(HttpMethod.Put, "/api/v1/me/password", $$"""{"presentPassword":"{{TestAccess.AdminPassword}}","newPassword":"{{Good}}"}""")).Status.ShouldBe(204);
        (await here.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        (await elsewhere.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        using var again = await system.LogInAsync(password: Good);
        using var program = system.CreateHttpClient();
        (await program.AskAsync(HttpMethod.Put, "/api/v1/me/password", $$"""{"presentPassword":"x","newPassword":"{{Good}}"}""")).Problem.ShouldBe("session-needed");
    }

    [Fact, Trait("Spec", "ASVS 3.3.4, 2.2.3")]
    public async Task Ones_sessions_are_shown_and_the_others_ended_and_a_new_password_is_told()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var here = await system.LogInAsync();
        using var elsewhere = await system.LogInAsync();
        var sessions = (await here.ReadAsync("/api/v1/me/sessions")).Json.Items();
        sessions.Select(session => session.GetProperty("isThisOne").GetBoolean()).ShouldBe([false, true]);
        (await here.AskAsync(HttpMethod.Delete, "/api/v1/me/sessions")).Status.ShouldBe(204);
        (await elsewhere.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        (await here.ReadAsync("/api/v1/me/sessions")).Json.Items().ShouldHaveSingleItem();

        using var program = system.CreateHttpClient();
        (await program.ReadAsync("/api/v1/me/sessions")).Problem.ShouldBe("session-needed");
        (await program.AskAsync(HttpMethod.Patch, "/api/v1/users/admin", $$"""{"password":"{{Good}}"}""")).Status.ShouldBe(200);
        var told = (await program.ReadAsync("/api/v1/events?type=user.password-changed")).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("data");
        (told.Member("user"), told.Member("by")).ShouldBe(("admin", "bootstrap"));
    }

    [Fact, Trait("Spec", "ASVS 2.4.5")]
    public async Task A_pepper_is_taken_over_with_the_next_login_and_the_hash_is_worth_nothing_without_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using (await system.LogInAsync())
        {
            // Hashed without a pepper.
        }

        await system.RestartAsync(settings => settings.Set("Access:PasswordPepper", "a pepper of the tests, 32 characters"));
        using var taken = await system.LogInAsync();
        using var again = await system.LogInAsync();
        await system.RestartAsync(settings => settings.Set("Access:PasswordPepper", "another pepper, of as many characters"));
        using var http = system.CreateHttpClient(apiKey: null);
        (await http.LogInAsync("admin", TestAccess.AdminPassword)).Problem.ShouldBe("login-failed");
    }

    [Fact, Trait("Spec", "ASVS 1.6.3")]
    public async Task With_a_pepper_a_copy_of_the_database_makes_nobodys_cookie_and_those_there_are_go_on()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var early = await system.LogInAsync();
        (await StoredAsync()).ShouldAllBe(key => key.Contains("masterKey"));

        await system.RestartAsync(settings => settings.Set("Access:PasswordPepper", "a pepper of the tests, 32 characters"));
        (await StoredAsync()).ShouldAllBe(key => key.StartsWith("p:"));
        using var copied = system.CreateHttpClient(apiKey: null);
        copied.DefaultRequestHeaders.Add("Cookie", early.DefaultRequestHeaders.GetValues("Cookie"));
        (await copied.ReadAsync("/api/v1/me")).Status.ShouldBe(200, "the keys are the same");

        await system.RestartAsync(settings => settings.Set("Access:PasswordPepper", "another pepper, of as many characters"));
        using var after = system.CreateHttpClient(apiKey: null);
        after.DefaultRequestHeaders.Add("Cookie", early.DefaultRequestHeaders.GetValues("Cookie"));
        (await after.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        system.Log.ShouldContain(entry => entry.Message.Contains("Access:PasswordPepper is not the one", StringComparison.Ordinal));

        Task<List<string>> StoredAsync() => system.ReadAsync(db => db.DataProtectionKeys.Select(key => key.Xml).ToListAsync());
    }

    [Fact]
    public async Task A_cookie_is_worth_nothing_after_the_logout()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var session = await system.LogInAsync();
        (await session.AskAsync(HttpMethod.Delete, "/api/v1/session")).Status.ShouldBe(204);
        (await session.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        await system.RestartAsync();
        using var copied = system.CreateHttpClient(apiKey: null);
        copied.DefaultRequestHeaders.Add("Cookie", session.DefaultRequestHeaders.GetValues("Cookie"));
        (await copied.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Sessions_and_keys_outlive_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var session = await system.LogInAsync();
        using var program = await system.CreateHttpClientAsync(Role.Viewer);
        (await program.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        await system.RestartAsync(settings => settings.Set("Access:AdminPassword", "this is read no more"));
        foreach (var before in (HttpClient[])[session, program])
        {
            using var after = system.CreateHttpClient(apiKey: null);
            foreach (var header in before.DefaultRequestHeaders)
            {
                after.DefaultRequestHeaders.Add(header.Key, header.Value);
            }

            (await after.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        }

        using var anonymous = system.CreateHttpClient(apiKey: null);
        (await anonymous.LogInAsync("admin", "this is read no more")).Status.ShouldBe(401);
        using var http = system.CreateHttpClient();
        (await http.ReadAsync("/api/v1/api-keys")).Json.GetProperty("items")[0].Member("lastUsedAt").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_session_ends_when_it_rests_too_long_and_when_it_lasts_too_long()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time).Set("Access:SessionMaxHours", "2"));
        using var rests = await system.LogInAsync();
        using var busy = await system.LogInAsync();
        for (var minutes = 0; minutes < 115; minutes += 40)
        {
            var answer = await busy.ReadAsync("/api/v1/me");
            answer.Status.ShouldBe(200);
            if (answer.Cookie is { } renewed)
            {
                busy.DefaultRequestHeaders.Remove("Cookie");
                busy.DefaultRequestHeaders.Add("Cookie", renewed);
            }

            time.Advance(TimeSpan.FromMinutes(39));
        }

        (await rests.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        (await busy.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        time.Advance(TimeSpan.FromMinutes(5));
        (await busy.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Of_too_many_sessions_of_one_user_the_oldest_ends()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var oldest = await system.LogInAsync();
        using var second = await system.LogInAsync();
        using var http = system.CreateHttpClient(apiKey: null);
        for (var logins = 2; logins < 101; logins++)
        {
            (await http.LogInAsync("admin", TestAccess.AdminPassword)).Status.ShouldBe(200);
        }

        (await oldest.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        (await second.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        (await system.ReadAsync(db => db.LoginSessions.CountAsync())).ShouldBe(100);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient(apiKey: null);
        var cookie = (await http.LogInAsync("ADMIN", TestAccess.AdminPassword)).SetCookie!.ToLowerInvariant();
        cookie.ShouldStartWith("central-system=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/");
        cookie.ShouldNotContain("secure");
    }

    [Fact]
    public async Task Over_https_the_cookie_is_held_to_this_host_and_to_https()
    {
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Set("Proxy:TrustedAddresses:0", "127.0.0.1").Set("Access:PlainHttpSessions", "Never"));
        using var http = system.CreateHttpClient(apiKey: null);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var answer = await http.LogInAsync("admin", TestAccess.AdminPassword);
        answer.Status.ShouldBe(200, answer.Text);
        answer.SetCookie.ShouldStartWith("__Host-central-system=");
        answer.SetCookie!.ToLowerInvariant().ShouldContain("; secure");
        answer.Header("Strict-Transport-Security").ShouldBe("max-age=31536000");
        (await http.ReadAsync("/api/v1/me", ("Cookie", answer.Cookie!))).Status.ShouldBe(200);

        // The dashboard's own cookie, by which its forms are known.
        var form = (await http.ReadAsync("/connect", ("Cookie", answer.Cookie!))).SetCookie!.ToLowerInvariant();
        form.ShouldStartWith(".aspnetcore.antiforgery");
        form.ShouldContain("; secure");
        form.ShouldContain("samesite=strict");
    }

    [Fact]
    public async Task Without_TLS_people_log_in_on_this_machine_only()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient(apiKey: null);
        http.DefaultRequestHeaders.Host = "csms.example:8080";
        (await http.LogInAsync("admin", TestAccess.AdminPassword)).Problem.ShouldBe("https-needed");
    }

    [Fact]
    public async Task Unknown_names_and_wrong_passwords_look_alike()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient(apiKey: null);
        var wrong = await http.LogInAsync("admin", "not the password");
        var unknown = await http.LogInAsync("nobody", "not the password");
        (wrong.Status, wrong.Text.Replace(wrong.Json.Member("traceId") ?? "-", "", StringComparison.Ordinal))
            .ShouldBe((unknown.Status, unknown.Text.Replace(unknown.Json.Member("traceId") ?? "-", "", StringComparison.Ordinal)));
        await system.FlushAsync();
        var refused = await system.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "session.refused").OrderBy(e => e.Id).Select(e => e.Subject).ToListAsync());
        refused.ShouldBe(["admin", "(unknown name)"]);
    }

    [Fact]
    public async Task An_unknown_name_costs_a_comparison_as_a_known_one_does()
    {
        var hasher = new CountingHasher();
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Services(services => services.AddSingleton<IPasswordHasher<UserState>>(hasher)));
        using var http = system.CreateHttpClient(apiKey: null);
        await http.LogInAsync("admin", "not the password");
        await http.LogInAsync("nobody", "not the password");
        hasher.Compared.ShouldBe(2);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_renewed_by_the_next_login()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var before = await HashAsync();
        await system.RestartAsync(settings => settings.Services(services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 10)));
        using (await system.LogInAsync())
        {
        }

        (await HashAsync()).ShouldNotBe(before);
        using var again = await system.LogInAsync();

        async Task<string> HashAsync() => (await system.ReadAsync(db => db.Users.SingleAsync())).PasswordHash;
    }

    [Fact]
    public async Task A_password_nobody_set_is_made_and_logged_once()
    {
        using var files = new TempDirectory();
        string password;
        await using (var first = await CentralSystemProcess.StartAsync(files.FullName))
        {
            var line = first.Output.Single(line => line.Contains("was made with the password", StringComparison.Ordinal));
            password = line.Split("with the password ")[1].Split(' ')[0].Trim('"');
            using var http = new HttpClient { BaseAddress = first.Address };
            (await http.LogInAsync("admin", password)).Status.ShouldBe(200);
        }

        // A weak one that is not read any more stops no start.
        await using var second = await CentralSystemProcess.StartAsync(files.FullName, "--ADMIN_PASSWORD=passwordpassword");
        second.Output.ShouldNotContain(line => line.Contains("was made with the password", StringComparison.Ordinal));
        using var again = new HttpClient { BaseAddress = second.Address };
        (await again.LogInAsync("admin", password)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("ADMIN_PASSWORD", "eleven char")]
    [InlineData("BOOTSTRAP_API_KEY", "fifteen letters")]
    public async Task A_secret_that_is_too_short_stops_the_start_and_is_not_shown(string name, string value)
    {
        using var files = new TempDirectory();
        var (exitCode, output) = await CentralSystemProcess.RunAsync(files.FullName, [], (name, value));
        exitCode.ShouldBe(1);
        var text = string.Join('\n', output);
        text.ShouldContain(name);
        text.ShouldContain("characters");
        text.ShouldNotContain(value);
    }

    [Fact]
    public async Task A_first_password_that_everybody_tries_stops_the_start_with_one_line_and_is_not_shown()
    {
        using var files = new TempDirectory();
        var (exitCode, output) = await CentralSystemProcess.RunAsync(files.FullName, [], ("ADMIN_PASSWORD", "passwordpassword"));
        exitCode.ShouldBe(1);
        output.Single(line => line.Contains("ADMIN_PASSWORD", StringComparison.Ordinal)).ShouldStartWith("Setting ADMIN_PASSWORD has the value '(not shown)'");
        output.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal) || line.Contains("passwordpassword", StringComparison.Ordinal));
    }

    private sealed class CountingHasher : IPasswordHasher<UserState>
    {
        private int _compared;

        public int Compared => _compared;

        public string HashPassword(UserState user, string password) => "hash";

        public PasswordVerificationResult VerifyHashedPassword(UserState user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _compared);
            return PasswordVerificationResult.Failed;
        }
    }
}
