using System.Security.Claims;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Dashboard;

/// <summary>What an open page is to the session behind it.</summary>
public sealed class OpenPageTests
{
    [Fact, Trait("Spec", "ASVS 3.3.2")]
    public async Task A_page_that_is_only_open_keeps_no_session_and_what_its_person_does_keeps_it()
    {
        var time = new FakeTimeProvider();
        var users = new UserDirectory(Options.Create(new AccessOptions { SessionIdleMinutes = 60 }), time);
        users.Set(new User { Key = 1, Name = "ada", Role = Role.Viewer, PasswordHash = "", CreatedAt = time.GetUtcNow(), PasswordChangedAt = time.GetUtcNow() });
        users.Add(new LoginSession { Id = "S", UserKey = 1, StartedAt = time.GetUtcNow() });
        var address = new Address();
        using var page = new CircuitSession(new LoggedIn("S"), users, address);
        await page.OnCircuitOpenedAsync(null!, default);

        time.Advance(TimeSpan.FromMinutes(59));
        address.MoveTo("charge-points");
        time.Advance(TimeSpan.FromMinutes(59));
        page.Touch();
        time.Advance(TimeSpan.FromMinutes(59));
        await page.OnConnectionDownAsync(null!, default);
        await page.OnConnectionUpAsync(null!, default);
        page.Caller!.Name.ShouldBe("ada");
        time.Advance(TimeSpan.FromMinutes(1));
        page.Caller.ShouldBeNull();
        page.Touch();
        page.Caller.ShouldBeNull("what is over stays over");
        users.Overdue().ShouldBe(["S"]);
    }

    [Fact]
    public async Task An_open_page_is_told_that_its_session_ended()
    {
        var users = new UserDirectory(Options.Create(new AccessOptions()), TimeProvider.System);
        users.Add(new LoginSession { Id = "S", UserKey = 1, StartedAt = TimeProvider.System.GetUtcNow() });
        users.Add(new LoginSession { Id = "OTHER", UserKey = 1, StartedAt = TimeProvider.System.GetUtcNow() });
        using var page = new CircuitSession(new LoggedIn("S"), users, new Address());
        await page.OnCircuitOpenedAsync(null!, default);
        var told = new TaskCompletionSource();
        page.Changed += told.SetResult;
        users.EndSession("OTHER");
        users.EndSessions(userKey: 1);
        await told.Task.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task A_session_has_so_many_pages_open_each_on_a_websocket_and_their_lines_are_no_use_of_it()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time).Set("Access:PagesPerSession", "2"));
        using var session = await system.LogInAsync();
        string[] own = [$"Cookie: {session.DefaultRequestHeaders.GetValues("Cookie").Single()}", $"Origin: http://{system.Address.Authority}"];
        var first = await system.HandshakeAsync("/_blazor", own);
        await using var second = await system.HandshakeAsync("/_BLAZOR/", own);
        await using var third = await system.HandshakeAsync("/_blazor", own);
        (first.StatusCode, second.StatusCode, third.StatusCode).ShouldBe((101, 101, 429));
        third.Body.ShouldContain("Access:PagesPerSession");
        await first.DisposeAsync();
        await Eventually.TrueAsync(async () =>
        {
            await using var next = await system.HandshakeAsync("/_blazor", own);
            return next.StatusCode == 101;
        }, "a page that is closed makes room");

        (await session.ReadAsync("/_blazor")).Problem.ShouldBe("websocket-needed");
        using var program = system.CreateHttpClient();
        (await program.AskAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1")).Problem.ShouldBe("session-needed");
        using var stranger = system.CreateHttpClient(apiKey: null);
        foreach (var path in (string[])["/_blazor/negotiate?negotiateVersion=1", "/_blazor/disconnect"])
        {
            (await stranger.AskAsync(HttpMethod.Post, path)).Status.ShouldBe(401, path);
        }

        time.Advance(TimeSpan.FromMinutes(59));
        (await session.AskAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1")).Status.ShouldBe(200);
        time.Advance(TimeSpan.FromMinutes(2));
        (await session.AskAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1")).Status.ShouldBe(401);
        await system.Get<SessionSweep>().SweepAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        await second.ReadToEndAsync();
        (await system.ReadAsync(db => Task.FromResult(db.LoginSessions.Count()))).ShouldBe(0);
    }

    internal sealed class LoggedIn(string sessionId) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sid", sessionId)], SessionCookie.Scheme))));
    }

    internal sealed class Address : NavigationManager
    {
        public Address() => Initialize("http://localhost/", "http://localhost/");

        public void MoveTo(string path)
        {
            Uri = BaseUri + path;
            NotifyLocationChanged(isInterceptedLink: true);
        }
    }
}
