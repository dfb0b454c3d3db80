using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>Who may ask for what, for whatever is mapped.</summary>
public sealed class EnforcementTests : IAsyncLifetime
{
    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_asks_who_is_there_and_viewers_write_nothing()
    {
        using var anonymous = _system.CreateHttpClient(apiKey: null);
        using var viewer = await _system.CreateHttpClientAsync(Role.Viewer);
        using var narrow = await _system.CreateHttpClientAsync(Role.Admin, "data-transfers:read");
        var asked = 0;
        foreach (var (endpoint, method, path) in MappedEndpoints.Of(_system).Where(e => e.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                path.ShouldBe("/api/v1/session");
                continue;
            }

            var what = $"{method} {path}";
            var takesJson = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") != false;
            var body = method == HttpMethod.Get || method == HttpMethod.Delete || !takesJson ? null : "{}";
            (await anonymous.AskAsync(method, path, body)).Problem.ShouldBe("unauthorized", what);
            var needed = endpoint.Metadata.GetMetadata<RequiredRole>()?.Role ?? (method == HttpMethod.Get ? Role.Viewer : Role.Operator);
            if (needed > Role.Viewer)
            {
                (await viewer.AskAsync(method, path, body)).Problem.ShouldBe("role-needed", what);
            }
            else if (method != HttpMethod.Get)
            {
                path.ShouldBeOneOf("/api/v1/session", "/api/v1/me/password", "/api/v1/me/sessions", "/api/v1/me/confirmation",
                    "/api/v1/me/second-factor", "/api/v1/me/second-factor/confirmation");
            }

            if (endpoint.Metadata.GetMetadata<OpenToEveryScope>() is null && !path.EndsWith("/data-transfers", StringComparison.Ordinal))
            {
                (await narrow.AskAsync(method, path, body)).Problem.ShouldBe("scope-needed", what);
            }

            asked++;
        }

        asked.ShouldBeGreaterThan(30);
        (await anonymous.ReadAsync("/api/v1/nothing")).Status.ShouldBe(401);
        (await anonymous.ReadAsync("/health/live")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Roles_are_those_of_the_documentation_whatever_an_endpoint_says_of_itself()
    {
        var page = Repository.Read("docs/api.md");
        page.ShouldContain("| `Viewer` | read |");
        page.ShouldContain("| `Admin` | also users, API keys, webhooks, the audit trail |");
        string[] ofAdministrators = ["users", "api-keys", "webhooks", "audit"];
        using var @operator = await _system.CreateHttpClientAsync(Role.Operator);
        var refused = new List<string>();
        foreach (var (endpoint, method, path) in MappedEndpoints.Of(_system).Where(e => e.Path.StartsWith("/api/v1/", StringComparison.Ordinal)))
        {
            var noun = path.Split('/')[3];
            var documented = ofAdministrators.Contains(noun) ? Role.Admin : method == HttpMethod.Get || noun is "me" or "session" ? Role.Viewer : Role.Operator;
            var actual = endpoint.Metadata.GetMetadata<RequiredRole>()?.Role ?? (method == HttpMethod.Get ? Role.Viewer : Role.Operator);
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                actual.ShouldBe(documented, $"{method} {path}");
            }

            if (documented == Role.Admin)
            {
                (await @operator.AskAsync(method, path, method == HttpMethod.Get || method == HttpMethod.Delete ? null : "{}")).Problem.ShouldBe("role-needed", $"{method} {path}");
                refused.Add(noun);
            }
        }

        refused.Distinct().ShouldBe(ofAdministrators, ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_works_as_bearer_too_and_a_wrong_one_never()
    {
        using var http = _system.CreateHttpClient(apiKey: null);
        (await http.ReadAsync("/api/v1/me", ("Authorization", $"Bearer {TestAccess.BootstrapApiKey}"))).Json.Member("name").ShouldBe("bootstrap");
        (await http.ReadAsync("/api/v1/me", ("X-API-Key", "wrong"))).Problem.ShouldBe("unauthorized");
        (await http.ReadAsync("/api/v1/me", ("X-API-Key", ""))).Problem.ShouldBe("unauthorized");
    }

    [Fact]
    public async Task A_key_is_shown_once_works_until_it_expires_or_is_revoked()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time));
        using var admin = system.CreateHttpClient();
        var until = time.GetUtcNow().AddHours(1).ToString("O");
        var created = await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", $$"""{"name":"billing","role":"Viewer","expiresAt":"{{until}}"}""");
        created.Status.ShouldBe(201, created.Text);
        var key = created.Json.Member("key")!;
        key.ShouldStartWith("cs_");
        key.Length.ShouldBe(46);
        using var billing = system.CreateHttpClient(key);
        (await billing.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200);
        (await admin.ReadAsync("/api/v1/api-keys")).Text.ShouldNotContain(key);
        (await system.ReadAsync(db => db.ApiKeys.SingleAsync())).Hash.ShouldNotContain(key);
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"BILLING","role":"Viewer"}""")).Problem.ShouldBe("already-exists");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"bootstrap","role":"Viewer"}""")).Problem.ShouldBe("already-exists");
        time.Advance(TimeSpan.FromHours(1));
        (await billing.ReadAsync("/api/v1/transactions")).Status.ShouldBe(401);

        using var other = await system.CreateHttpClientAsync(Role.Viewer);
        (await other.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200);
        (await admin.AskAsync(HttpMethod.Delete, "/api/v1/api-keys/2")).Status.ShouldBe(204);
        (await other.ReadAsync("/api/v1/transactions")).Status.ShouldBe(401);
        (await admin.AskAsync(HttpMethod.Delete, "/api/v1/api-keys/2")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Scopes_narrow_a_role_and_must_be_ones_there_are()
    {
        using var admin = _system.CreateHttpClient();
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"odd","role":"Viewer","scopes":["cars:read"]}""")).Json.Member("field").ShouldBe("scopes");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"odd","role":"Admin","scopes":["users:write"]}""")).Json.Member("field").ShouldBe("scopes");
        (await admin.AskAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"odd","role":"Admin","scopes":["css:read"]}""")).Json.Member("field").ShouldBe("scopes", "a style sheet");
        using var reader = await _system.CreateHttpClientAsync(Role.Operator, "transactions:read");
        (await reader.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200);
        (await reader.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
        (await reader.ReadAsync("/api/v1/id-tags")).Json.Member("requiredScope").ShouldBe("id-tags:read");
        (await reader.AskAsync(HttpMethod.Post, "/api/v1/charge-points/CP/commands/Reset", "{}")).Json.Member("requiredScope").ShouldBe("commands:write");
    }

    [Theory]
    [InlineData("charge-points/import", "charge-points:write")]
    [InlineData("connection-attempts/1/register", "charge-points:write")]
    [InlineData("unknown-id-tags/X/adopt", "id-tags:write")]
    [InlineData("charge-points/CP/configuration/refresh", "configuration:write")]
    public async Task What_registers_takes_the_scope_of_what_it_registers(string path, string scope)
    {
        using var reader = await _system.CreateHttpClientAsync(Role.Operator, "transactions:read");
        (await reader.AskAsync(HttpMethod.Post, $"/api/v1/{path}", "{}")).Json.Member("requiredScope").ShouldBe(scope);
    }

    [Fact]
    public async Task A_session_cookie_changes_nothing_for_another_site()
    {
        using var session = await _system.LogInAsync();
        session.DefaultRequestHeaders.Remove("X-Requested-With");
        const string Path = "/api/v1/id-tags";
        const string Body = """{"idTag":"CSRF"}""";
        (await session.AskAsync(HttpMethod.Post, Path, Body)).Problem.ShouldBe("origin-needed");
        (await session.AskAsync(HttpMethod.Post, Path, Body, ("Sec-Fetch-Site", "cross-site"))).Problem.ShouldBe("foreign-origin");
        (await session.AskAsync(HttpMethod.Post, Path, Body, ("Sec-Fetch-Site", "same-site"), ("X-Requested-With", "x"))).Problem.ShouldBe("foreign-origin");
        (await session.AskAsync(HttpMethod.Post, Path, Body, ("Origin", "null"))).Problem.ShouldBe("foreign-origin");
        (await session.AskAsync(HttpMethod.Post, Path, Body, ("Sec-Fetch-Site", "same-origin"))).Status.ShouldBe(201);
        using var program = _system.CreateHttpClient();
        (await program.AskAsync(HttpMethod.Delete, "/api/v1/id-tags/CSRF")).Status.ShouldBe(204);
    }

    [Theory, Trait("Spec", "RFC 6455 §10.2")]
    [InlineData("http://{host}", 101)]
    [InlineData("http://localhost:3000", 403)]
    [InlineData("null", 403)]
    [InlineData(null, 403)]
    public async Task Another_site_opens_no_dashboard_on_a_session_cookie(string? origin, int status)
    {
        using var session = await _system.LogInAsync();
        string[] headers = [$"Cookie: {session.DefaultRequestHeaders.GetValues("Cookie").Single()}",
            .. origin is null ? Array.Empty<string>() : [$"Origin: {origin.Replace("{host}", _system.Address.Authority, StringComparison.Ordinal)}"]];
        await using var dashboard = await _system.HandshakeAsync("/_blazor", headers);
        dashboard.StatusCode.ShouldBe(status, dashboard.Body);

        // The door of Charge Points rests on no cookie.
        await using var chargePoint = await _system.HandshakeAsync("/ocpp/CP001", [.. headers, "Sec-WebSocket-Protocol: ocpp1.6"]);
        chargePoint.StatusCode.ShouldBe(101);
    }

    [Theory]
    [InlineData("/api/v1/transactions", 200)]
    [InlineData("/api/v1/nothing", 404)]
    [InlineData("/health/live", 200)]
    public async Task Answers_tell_browsers_to_do_no_more_than_meant(string path, int status)
    {
        using var http = _system.CreateHttpClient();
        var answer = await http.ReadAsync(path);
        answer.Status.ShouldBe(status);
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("X-Frame-Options").ShouldBe("DENY");
        answer.Header("Referrer-Policy").ShouldBe("no-referrer");
        answer.Header("Content-Security-Policy")!.ShouldContain("frame-ancestors 'none'");
        answer.Header("Server").ShouldBeNull();
        answer.Header("Strict-Transport-Security").ShouldBeNull();
        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            answer.Header("Cache-Control").ShouldBe("no-store");
        }
    }
}

/// <summary>Whatever is mapped, with paths that can be asked for.</summary>
internal static class MappedEndpoints
{
    public static IEnumerable<(RouteEndpoint Endpoint, HttpMethod Method, string Path)> Of(RunningCentralSystem system) =>
        system.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                (endpoint, HttpMethod.Parse(method), PathOf(endpoint))));

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(TextOf))));

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(policy => policy.Content == "guid") => Guid.Empty.ToString(),
        _ => "1",
    };
}
