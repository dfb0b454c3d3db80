using System.Text.RegularExpressions;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>Codes besides the password.</summary>
public sealed partial class SecondFactorTests
{
    private static readonly (string Name, string Value)[] Browser = [("Accept", "text/html"), ("Sec-Fetch-Site", "same-origin")];

    [Fact, Trait("Spec", "RFC 6238 appendix B")]
    public void Codes_are_those_of_the_specification()
    {
        var secret = "12345678901234567890"u8.ToArray();
        foreach (var (seconds, code) in ((long, string)[])[(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")])
        {
            var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(seconds));
            SecretsAt(time).StepOf(secret, code).ShouldBe(seconds / 30);
            time.Advance(TimeSpan.FromSeconds(30));
            SecretsAt(time).StepOf(secret, code).ShouldBe(seconds / 30, "clocks differ");
            time.Advance(TimeSpan.FromSeconds(60));
            SecretsAt(time).StepOf(secret, code).ShouldBeNull();
        }
    }

    [Fact, Trait("Spec", "ASVS 2.8.2")]
    public void A_secret_is_sealed_and_with_a_pepper_the_database_alone_opens_none()
    {
        var (framework, secret) = (new EphemeralDataProtectionProvider(), TotpSecrets.New());
        var plain = new TotpSecrets(framework, Options.Create(new AccessOptions()), TimeProvider.System);
        var peppered = new TotpSecrets(framework, Options.Create(new AccessOptions { PasswordPepper = "a pepper of the tests, 32 characters" }), TimeProvider.System);
        var other = new TotpSecrets(framework, Options.Create(new AccessOptions { PasswordPepper = "another pepper, of as many characters" }), TimeProvider.System);
        peppered.Open(plain.Seal(secret)).ShouldBe(secret, "a pepper may come later");
        peppered.Open(peppered.Seal(secret)).ShouldBe(secret);
        plain.Open(peppered.Seal(secret)).ShouldBeNull();
        other.Open(peppered.Seal(secret)).ShouldBeNull();
        plain.Seal(secret).ShouldNotContain(Convert.ToBase64String(secret));
    }

    [Fact, Trait("Spec", "ASVS 2.8.4, 2.6.1")]
    public async Task Once_added_each_login_needs_a_code_and_none_counts_twice()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time));
        using var here = await system.LogInAsync();
        using var elsewhere = await system.LogInAsync();
        var secret = (await here.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor")).Json.Member("secret")!;
        (await here.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirmation", """{"code":"000000"}""")).Json.Member("field").ShouldBe("code");
        using var http = system.CreateHttpClient(apiKey: null);
        (await http.LogInAsync("admin", TestAccess.AdminPassword)).Status.ShouldBe(200, "it counts once it is confirmed");

        var confirmed = await here.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirmation", $$"""{"code":"{{Code()}}"}""");
        confirmed.Status.ShouldBe(200, confirmed.Text);
        var recovery = confirmed.Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!).ToList();
        recovery.Count.ShouldBe(10);
        (await elsewhere.ReadAsync("/api/v1/me")).Status.ShouldBe(401, "that session began without it");
        (await here.AskAsync(HttpMethod.Delete, "/api/v1/me/second-factor", null, ("X-API-Key", TestAccess.BootstrapApiKey))).Problem
            .ShouldBe("session-needed", "whoever shows a key is the key, whatever cookie comes beside it");
        (await here.ReadAsync("/api/v1/me")).Json.Member("hasSecondFactor").ShouldBe("True");
        var row = await system.ReadAsync(db => db.Users.SingleAsync());
        $"{row.TotpSecret}{row.RecoveryCodes}".ShouldNotContain(secret);
        row.RecoveryCodes.ShouldNotBeNull().ShouldNotContain(recovery[0]);

        (await http.LogInAsync("admin", TestAccess.AdminPassword)).Problem.ShouldBe("code-needed");
        (await http.LogInAsync("admin", TestAccess.AdminPassword, Code())).Problem.ShouldBe("login-failed", "it confirmed the second factor");
        (await http.LogInAsync("admin", "not the password", Code())).Problem.ShouldBe("login-failed");
        time.Advance(TimeSpan.FromSeconds(30));
        var both = await Task.WhenAll(http.LogInAsync("admin", TestAccess.AdminPassword, Code()), http.LogInAsync("admin", TestAccess.AdminPassword, Code()));
        both.Select(answer => answer.Status).Order().ShouldBe([200, 401]);
        (await http.LogInAsync("admin", TestAccess.AdminPassword, recovery[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await http.LogInAsync("admin", TestAccess.AdminPassword, recovery[3])).Problem.ShouldBe("login-failed");

        using var program = system.CreateHttpClient();
        (await program.AskAsync(HttpMethod.Delete, "/api/v1/users/admin/second-factor")).Status.ShouldBe(204);
        (await here.ReadAsync("/api/v1/me")).Status.ShouldBe(401);
        (await http.LogInAsync("admin", TestAccess.AdminPassword)).Status.ShouldBe(200);
        (await system.ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("user.second-factor")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["user.second-factor-begun", "user.second-factor-added", "user.second-factor-removed"]);
        (await system.ReadAsync(db => db.Events.Where(e => e.Type == EventTypes.UserCodeUsedAgain).Select(e => e.Data).ToListAsync()))
            .ShouldBe(Enumerable.Repeat("""{"user":"admin","address":"127.0.0.1"}""", 2), "Who had seen the code had the password, too (ASVS 2.8.5).");

        string Code() => Authenticator.CodeOf(secret, time.GetUtcNow());
    }

    [Fact]
    public void Codes_are_guessed_slowly_from_wherever()
    {
        var time = new FakeTimeProvider();
        var throttle = new LoginThrottle(time);
        for (var tries = 0; tries < 5; tries++)
        {
            throttle.Begin("ada", $"10.0.{tries}.1");
            throttle.BeginCode("ada");
            throttle.TakeBack("ada", $"10.0.{tries}.1");
        }

        throttle.Begin("ada", "10.0.9.1");
        Should.Throw<ProblemException>(() => throttle.BeginCode("ADA")).Problem.Status.ShouldBe(429);
        throttle.BeginCode("grace");
    }

    [Fact]
    public async Task By_the_pages_it_is_added_where_a_role_needs_it_and_asked_for_after_the_password()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time).Set("Access:SecondFactorFrom", "Operator"));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = system.Address };
        (await PostAsync("/login/second-factor", ("password", TestAccess.AdminPassword))).Header("Location").ShouldStartWith("/login?");
        var cookie = ("Cookie", (await PostAsync("/login", ("name", "admin"), ("password", TestAccess.AdminPassword), ("returnUrl", "/docs"))).Cookie!);
        (await http.ReadAsync("/api/v1/transactions", cookie)).Problem.ShouldBe("second-factor-needed");
        (await http.ReadAsync("/api/v1/me", cookie)).Json.Member("duty").ShouldBe("SecondFactor");
        (await http.ReadAsync("/docs", [cookie, .. Browser])).Header("Location").ShouldBe("/login/second-factor?returnUrl=%2Fdocs");

        (await http.ReadAsync("/login/second-factor?returnUrl=%2Fdocs", cookie)).Text.ShouldContain("Your role needs a second factor");
        (await PostFormAsync(http, "/login/second-factor", [("password", "not the password")], cookie)).Text.ShouldContain("role=\"alert\"");
        var begun = await PostFormAsync(http, "/login/second-factor", [("password", TestAccess.AdminPassword), ("returnUrl", "/docs")], cookie);
        begun.Text.ShouldContain("data:image/png;base64,");
        begun.Header("Cache-Control").ShouldBe("no-store");
        var secret = Secret().Match(begun.Text).Groups[1].Value;
        var added = await PostFormAsync(http, "/login/second-factor", [("code", Authenticator.CodeOf(secret, time.GetUtcNow())), ("returnUrl", "/docs")], cookie);
        added.Text.ShouldContain("recovery-codes");
        added.Text.ShouldContain("href=\"/docs\"");
        (await http.ReadAsync("/api/v1/transactions", cookie)).Status.ShouldBe(200);

        time.Advance(TimeSpan.FromSeconds(30));
        var asked = await PostAsync("/login", ("name", "admin"), ("password", TestAccess.AdminPassword), ("returnUrl", "/docs"));
        (asked.Status, asked.SetCookie).ShouldBe((200, null));
        asked.Text.ShouldNotContain(TestAccess.AdminPassword);
        var ticket = Ticket().Match(asked.Text).Groups[1].Value;
        var wrong = await PostAsync("/login", ("ticket", ticket), ("code", "000000"), ("returnUrl", "/docs"));
        (wrong.Status, wrong.SetCookie).ShouldBe((401, null));
        wrong.Text.ShouldContain("The code is wrong");
        (await PostAsync("/login", ("ticket", "forged"), ("code", "000000"))).Text.ShouldContain("Log in again");
        var done = await PostAsync("/login", ("ticket", ticket), ("code", Authenticator.CodeOf(secret, time.GetUtcNow())), ("returnUrl", "/docs"));
        (done.Status, done.Header("Location")).ShouldBe((302, "/docs"));
        done.Cookie.ShouldNotBeNull();

        await system.AddUserAsync("viewer", "Viewer", "a quiet blue harbour");
        using var viewer = await system.LogInAsync("viewer", "a quiet blue harbour");
        (await viewer.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200, "that role needs none");

        Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) => PostFormAsync(http, path, fields);
    }

    internal static async Task<Answer> PostFormAsync(HttpClient http, string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        foreach (var (name, value) in headers.Any(header => header.Name == "Sec-Fetch-Site") ? headers : [.. headers, ("Sec-Fetch-Site", "same-origin")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    private static TotpSecrets SecretsAt(TimeProvider time) => new(new EphemeralDataProtectionProvider(), Options.Create(new AccessOptions()), time);

    [GeneratedRegex("<code id=\"secret\">([A-Z2-7]+)</code>")]
    private static partial Regex Secret();

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
