using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Access;

/// <summary>Logging in with a browser.</summary>
public sealed partial class LoginPageTests(LoginPageTests.Page page) : IClassFixture<LoginPageTests.Page>
{
    private const string OtherUser = "guessed";

    private static readonly (string Name, string Value) Html = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    private static readonly (string Name, string Value) OwnPage = ("Sec-Fetch-Site", "same-origin");

    [Theory]
    [InlineData("/docs?x=1")]
    [InlineData("/openapi/v1.json")]
    public async Task A_browser_is_led_to_the_page_and_back_to_where_it_wanted_to_go(string wanted)
    {
        var refused = await page.ReadAsync(wanted, Html);
        refused.Status.ShouldBe(302);
        var login = refused.Header("Location")!;
        login.ShouldBe($"/login?returnUrl={Uri.EscapeDataString(wanted)}");
        var form = await page.ReadAsync(login, Html);
        form.Status.ShouldBe(200);
        form.Text.ShouldContain($"name=\"returnUrl\" value=\"{wanted}\"");

        var answer = await page.LogInAsync("admin", TestAccess.AdminPassword, wanted, OwnPage);
        (answer.Status, answer.Header("Location")).ShouldBe((302, wanted));
        answer.SetCookie.ShouldStartWith("central-system=");
        (await page.ReadAsync(wanted, Html, ("Cookie", answer.Cookie!))).Header("Location").ShouldNotBe(login);
        (await page.ReadAsync(login, Html, ("Cookie", answer.Cookie!))).Header("Location").ShouldBe(wanted, "who is logged in already goes on");
    }

    [Fact]
    public async Task The_first_page_leads_here()
    {
        var answer = await page.ReadAsync("/", Html);
        (answer.Status, answer.Header("Location")).ShouldBe((302, "/login?returnUrl=%2F"));
    }

    [Fact]
    public async Task At_an_address_where_nothing_is_a_browser_is_led_home_and_a_program_told()
    {
        var answer = await page.ReadAsync("/charge-point/CP%3Cb%3E?x=1", Html);
        answer.Status.ShouldBe(404);
        answer.Text.ShouldContain("There is no page at <code>/charge-point/CP&lt;b&gt;</code>.");
        answer.Text.ShouldContain("<a href=\"/\">");
        answer.Header("Content-Security-Policy")!.ShouldContain("default-src 'none'");
        (await page.ReadAsync("/charge-point/CP")).Text.ShouldBeEmpty();
        (await page.ReadAsync("/api/v1/charge-point", Html)).Problem.ShouldBe("unauthorized");
    }

    [Fact]
    public async Task Programs_are_told_and_not_led()
    {
        (await page.ReadAsync("/docs")).Problem.ShouldBe("unauthorized");
        (await page.ReadAsync("/docs", Html, ("X-API-Key", "wrong"))).Problem.ShouldBe("unauthorized");
        (await page.ReadAsync("/api/v1/transactions", Html)).Problem.ShouldBe("unauthorized");
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com/")]
    [InlineData("/\\example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/example.com")]
    [InlineData("")]
    public async Task Nobody_is_led_on_to_another_site(string returnUrl)
    {
        (await page.ReadAsync($"/login?returnUrl={Uri.EscapeDataString(returnUrl)}")).Text.ShouldContain("name=\"returnUrl\" value=\"/\"");
        var answer = await page.LogInAsync("admin", TestAccess.AdminPassword, returnUrl, OwnPage);
        (answer.Status, answer.Header("Location")).ShouldBe((302, "/"));
    }

    [Fact]
    public async Task A_wrong_password_is_said_where_a_screen_reader_hears_it_and_the_name_stays()
    {
        var answer = await page.LogInAsync("\"><script>", "not the password", "/docs", OwnPage);
        answer.Status.ShouldBe(401);
        AlertOf(answer).ShouldBe("The login failed. The name or the password is wrong.");
        answer.SetCookie.ShouldBeNull();
        answer.Text.ShouldNotContain("<script>");
        answer.Text.ShouldContain("value=\"&quot;&gt;&lt;script&gt;\"");
        answer.Text.ShouldContain("name=\"returnUrl\" value=\"/docs\"");
        answer.Text.ShouldNotContain("not the password");
    }

    [Fact]
    public async Task After_some_failures_it_says_how_long_to_wait()
    {
        var answer = await page.LogInAsync(OtherUser, "not the password", "/", OwnPage);
        for (var tries = 1; answer.Status == 401 && tries < 10; tries++)
        {
            answer = await page.LogInAsync(OtherUser, "not the password", "/", OwnPage);
        }

        answer.Status.ShouldBe(429);
        AlertOf(answer).ShouldBe($"Too many failed logins. Try again in {answer.Header("Retry-After")} s.");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "1")]
    public async Task Another_site_logs_nobody_in(string header, string value)
    {
        var answer = await page.LogInAsync("admin", TestAccess.AdminPassword, "/", (header, value));
        answer.Status.ShouldBe(403);
        answer.SetCookie.ShouldBeNull();
        AlertOf(answer).ShouldContain("which site sent this");
    }

    [Fact]
    public async Task A_browser_that_only_sends_the_origin_of_the_page_logs_in() =>
        (await page.LogInAsync("admin", TestAccess.AdminPassword, "/", ("Origin", $"http://{page.Address.Authority}"))).Status.ShouldBe(302);

    [Fact]
    public async Task Without_TLS_no_password_is_asked_for_from_elsewhere()
    {
        var answer = await page.ReadAsync("/login", ("Host", "csms.example:8080"));
        answer.Status.ShouldBe(403);
        AlertOf(answer).ShouldContain("https");
        answer.Text.ShouldNotContain("<form");
        (await page.LogInAsync("admin", TestAccess.AdminPassword, "/", OwnPage, ("Host", "csms.example:8080"))).SetCookie.ShouldBeNull();
    }

    [Fact]
    public async Task The_page_runs_nothing_and_loads_nothing()
    {
        var answer = await page.ReadAsync("/login");
        var policy = answer.Header("Content-Security-Policy")!;
        policy.ShouldStartWith("default-src 'none'; ");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("script-src");
        policy.ShouldContain("frame-ancestors 'none'");
        var style = answer.Text.Split("<style>")[1].Split("</style>")[0];
        policy.ShouldContain($"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}';");
        answer.Text.ShouldNotContain("<script");
        answer.Text.ShouldNotContain(" style=");
        answer.Text.ShouldNotContain("//");
        answer.Header("Cache-Control").ShouldBe("no-store");

        // Without this a browser would keep the form's origin to itself, and its log-in be refused.
        answer.Header("Referrer-Policy").ShouldBe("same-origin");
    }

    [Fact]
    public async Task Every_field_has_a_label_and_is_known_to_password_managers()
    {
        var text = (await page.ReadAsync("/login")).Text;
        var labels = Label().Matches(text).Select(match => match.Groups[1].Value).ToArray();
        labels.ShouldBe(["name", "password"]);
        labels.ShouldAllBe(id => text.Contains($"<input id=\"{id}\"", StringComparison.Ordinal));
        text.ShouldContain("<html lang=\"en\">");
        text.ShouldContain("autocomplete=\"username\"");
        text.ShouldContain("autocomplete=\"current-password\"");
        text.ShouldContain("width=device-width");
    }

    [Fact]
    public async Task Who_is_logged_in_sees_so_and_logs_out()
    {
        var cookie = ("Cookie", (await page.LogInAsync("admin", TestAccess.AdminPassword, "/", OwnPage)).Cookie!);
        var shown = await page.ReadAsync("/login", cookie);
        shown.Text.ShouldContain("Logged in as <strong>admin</strong> (Admin)");
        shown.Text.ShouldContain("action=\"/logout\"");

        (await page.AskAsync(HttpMethod.Post, "/logout", null, cookie, ("Sec-Fetch-Site", "cross-site"))).Problem.ShouldBe("origin-needed");
        (await page.ReadAsync("/api/v1/me", cookie)).Status.ShouldBe(200);
        var answer = await page.AskAsync(HttpMethod.Post, "/logout", null, cookie, OwnPage);
        (answer.Status, answer.Header("Location")).ShouldBe((302, "/login"));
        (await page.ReadAsync("/api/v1/me", cookie)).Status.ShouldBe(401);
        (await page.AskAsync(HttpMethod.Post, "/logout", null, cookie, OwnPage)).Status.ShouldBe(302, "a session that is over is no error");
    }

    [Theory]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("name=admin", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/json")]
    [InlineData("broken", "multipart/form-data; boundary=x")]
    [InlineData("fields", "application/x-www-form-urlencoded")]
    [InlineData("large", "application/x-www-form-urlencoded")]
    public async Task What_is_no_form_of_ours_is_answered_like_an_empty_one(string body, string type)
    {
        var content = body switch
        {
            "fields" => string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{i}&")),
            "large" => $"name=admin&password={new string('x', 1_000_000)}",
            _ => body,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = new StringContent(content) };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        request.Headers.Add(OwnPage.Name, OwnPage.Value);

        // Asks before it sends: what is refused unread would break the pipe, and with it the answer, in mid-body.
        request.Headers.ExpectContinue = true;
        using var response = await page.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Type your name and your password.");
    }

    [Theory, Trait("Spec", "OWASP ASVS 11.1.4")]
    [InlineData("/login", "application/x-www-form-urlencoded", "Content-Length: 1000")]
    [InlineData("/login", "application/x-www-form-urlencoded", "Transfer-Encoding: chunked")]
    [InlineData("/api/v1/session", "application/json", "Content-Length: 1000")]
    public async Task A_password_that_comes_byte_by_byte_loses_its_connection(string path, string type, string framing)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(page.Address.Host, page.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {page.Address.Authority}\r\n{OwnPage.Name}: {OwnPage.Value}\r\nContent-Type: {type}\r\n{framing}\r\n\r\n"));
        using var answer = new MemoryStream();
        var ended = stream.CopyToAsync(answer).WaitAsync(Eventually.Limit);
        var piece = framing.StartsWith("Transfer", StringComparison.Ordinal) ? "1\r\nn\r\n"u8.ToArray() : "n"u8.ToArray();
        try
        {
            while (!ended.IsCompleted)
            {
                await stream.WriteAsync(piece);
                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(250)));
            }

            await ended;
        }
        catch (IOException)
        {
            // Reset while a piece was under way: an end as well.
        }

        // After seconds, not the minutes that a thousand bytes would take; nobody is let in.
        Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n")[0].ShouldBeOneOf("", "HTTP/1.1 400 Bad Request", "HTTP/1.1 408 Request Timeout");
    }

    private static string AlertOf(Answer answer) => System.Net.WebUtility.HtmlDecode(Alert().Match(answer.Text).Groups[1].Value);

    [GeneratedRegex("<p role=\"alert\"[^>]*>([^<]*)</p>")]
    private static partial Regex Alert();

    [GeneratedRegex("<label for=\"([^\"]*)\"")]
    private static partial Regex Label();

    /// <summary>A system whose page these tests share, and a browser that follows no redirection by itself.</summary>
    public sealed class Page : IAsyncLifetime
    {
        private RunningCentralSystem _system = null!;

        internal HttpClient Http { get; private set; } = null!;

        internal Uri Address => _system.Address;

        internal Task<Answer> ReadAsync(string path, params (string Name, string Value)[] headers) => Http.ReadAsync(path, headers);

        internal Task<Answer> AskAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers) => Http.AskAsync(method, path, json, headers);

        internal async Task<Answer> LogInAsync(string name, string password, string returnUrl, params (string Name, string Value)[] headers)
        {
            using var form = new FormUrlEncodedContent([new("name", name), new("password", password), new("returnUrl", returnUrl)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
            foreach (var (header, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }

            using var response = await Http.SendAsync(request);
            return new Answer(response, await response.Content.ReadAsStringAsync());
        }

        public async Task InitializeAsync()
        {
            _system = await RunningCentralSystem.StartAsync();
            Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _system.Address };
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await _system.DisposeAsync();
        }
    }
}
