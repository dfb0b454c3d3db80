using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>Who did what is kept, whatever is mapped.</summary>
public sealed class AuditTests
{
    /// <summary>Requests that succeed, by method and route, in the order they are sent; a new endpoint gets a line here.</summary>
    private static readonly (string Endpoint, string Path, string? Body)[] Samples =
    [
        ("POST /api/v1/session", "/api/v1/session", $$"""{"name":"admin","password":"{{TestAccess.AdminPassword}}"}"""),
        ("POST /api/v1/users", "/api/v1/users", """{"name":"ada","password":"a quiet blue harbour"}"""),
        ("PATCH /api/v1/users/{name}", "/api/v1/users/ada", """{"role":"Operator"}"""),
        ("DELETE /api/v1/users/{name}", "/api/v1/users/ada", null),
        ("POST /api/v1/api-keys", "/api/v1/api-keys", """{"name":"billing","role":"Viewer"}"""),
        ("DELETE /api/v1/api-keys/{id:int}", "/api/v1/api-keys/1", null),
        ("POST /api/v1/configuration-templates", "/api/v1/configuration-templates", """{"name":"all","keys":{"HeartbeatInterval":"300"}}"""),
        ("PUT /api/v1/configuration-templates/{templateId:int}", "/api/v1/configuration-templates/1", """{"name":"all","keys":{"HeartbeatInterval":"60"}}"""),
        ("POST /api/v1/configuration-templates/{templateId:int}/apply", "/api/v1/configuration-templates/1/apply", "{}"),
        ("POST /api/v1/charge-points/{chargePointId}/configuration/apply", "/api/v1/charge-points/CP001/configuration/apply", "{}"),
        ("DELETE /api/v1/configuration-templates/{templateId:int}", "/api/v1/configuration-templates/1", null),
        ("PUT /api/v1/me/password", "/api/v1/me/password", $$"""{"presentPassword":"{{TestAccess.AdminPassword}}","newPassword":"a quiet blue harbour"}"""),
        ("DELETE /api/v1/session", "/api/v1/session", null),
    ];

    /// <summary>Endpoints that do not write entries yet; a line goes when its feature does.</summary>
    private static readonly string[] WithoutEntries =
    [
        "POST /api/v1/charge-points", "PATCH /api/v1/charge-points/{chargePointId}", "DELETE /api/v1/charge-points/{chargePointId}/connection",
        "POST /api/v1/charge-points/{chargePointId}/commands/{action}", "POST /api/v1/charge-points/{chargePointId}/configuration/refresh",
        "DELETE /api/v1/configuration-applications/{applicationId:guid}",
        "POST /api/v1/id-tags", "PUT /api/v1/id-tags/{idTag}", "PATCH /api/v1/id-tags/{idTag}", "DELETE /api/v1/id-tags/{idTag}",
        "POST /api/v1/unknown-id-tags/{idTag}/adopt", "DELETE /api/v1/unknown-id-tags/{idTag}",
    ];

    [Fact]
    public async Task Every_change_leaves_an_entry_with_caller_and_address()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var mapped = MappedEndpoints.Of(system).Where(e => e.Path.StartsWith("/api", StringComparison.Ordinal) && e.Method != HttpMethod.Get)
            .Select(e => $"{e.Method} /{e.Endpoint.RoutePattern.RawText!.Trim('/')}").ToArray();
        mapped.Except(Samples.Select(s => s.Endpoint)).Except(WithoutEntries).ShouldBeEmpty("each needs a sample");

        await system.AddChargePointAsync("CP001");
        using var http = await system.LogInAsync();
        foreach (var (endpoint, path, body) in Samples)
        {
            var before = await NewestAsync();
            var answer = await http.AskAsync(HttpMethod.Parse(endpoint.Split(' ')[0]), path, body);
            answer.Status.ShouldBeLessThan(300, $"{endpoint}: {answer.Text}");
            var entry = await system.ReadAsync(db => db.AuditEntries.Where(e => e.Id > before).OrderBy(e => e.Id).FirstOrDefaultAsync());
            entry.ShouldNotBeNull(endpoint);
            (entry.CallerKind, entry.CallerName, entry.Address).ShouldBe((CallerKind.User, "admin", "127.0.0.1"), endpoint);
            (entry.Detail ?? "").ShouldNotContain("harbour");
        }

        Task<long> NewestAsync() => system.ReadAsync(db => db.AuditEntries.MaxAsync(e => e.Id));
    }

    [Fact]
    public async Task The_trail_is_read_newest_first_and_by_what_is_asked_for()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddUserAsync("ada", "Viewer", "a quiet blue harbour");
        using var http = system.CreateHttpClient();
        await http.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", """{"role":"Operator"}""");
        (await ActionsAsync("?subject=ada")).ShouldBe(["user.changed", "user.created"]);
        (await ActionsAsync("?caller=system")).ShouldBe(["user.created"]);
        (await ActionsAsync("?action=user.changed&from=2020-01-01T00:00:00Z")).ShouldBe(["user.changed"]);
        (await ActionsAsync("?to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        var first = await http.ReadAsync("/api/v1/audit?limit=1");
        (await ActionsAsync($"?cursor={first.Json.Member("nextCursor")}")).Length.ShouldBe(2);

        async Task<string?[]> ActionsAsync(string query) =>
            [.. (await http.ReadAsync("/api/v1/audit" + query)).Json.GetProperty("items").EnumerateArray().Select(e => e.Member("action"))];
    }

    [Fact]
    public async Task What_is_too_old_goes_with_the_sweep()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time).Set("Access:AuditRetentionDays", "2"));
        using (await system.LogInAsync())
        using (var http = system.CreateHttpClient())
        {
            (await http.AskAsync(HttpMethod.Post, "/api/v1/id-tags", """{"idTag":"T"}""", ("Idempotency-Key", "a"))).Status.ShouldBe(201);
        }

        time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await system.Get<AccessSweep>().SweepAsync();
        (await CountsAsync()).ShouldBe((2, 0, 0));
        time.Advance(TimeSpan.FromDays(1));
        await system.Get<AccessSweep>().SweepAsync();
        (await CountsAsync()).ShouldBe((0, 0, 0));

        Task<(int, int, int)> CountsAsync() => system.ReadAsync(async (CentralSystemDbContext db) =>
            (await db.AuditEntries.CountAsync(), await db.LoginSessions.CountAsync(), await db.IdempotentRequests.CountAsync()));
    }
}
