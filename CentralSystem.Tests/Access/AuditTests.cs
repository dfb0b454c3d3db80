using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>Who did what is kept; that every change leaves an entry is claimed where every operation is called.</summary>
public sealed class AuditTests
{
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
        (await CountsAsync()).ShouldBe((3, 0, 0));
        time.Advance(TimeSpan.FromDays(1));
        await system.Get<AccessSweep>().SweepAsync();
        (await CountsAsync()).ShouldBe((0, 0, 0));

        Task<(int, int, int)> CountsAsync() => system.ReadAsync(async (CentralSystemDbContext db) =>
            (await db.AuditEntries.CountAsync(), await db.LoginSessions.CountAsync(), await db.IdempotentRequests.CountAsync()));
    }
}
