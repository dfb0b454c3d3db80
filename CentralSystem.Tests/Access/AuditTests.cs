using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

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
    public async Task Refused_logins_of_names_that_nobody_has_are_counted_once_they_are_many()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Time(time));
        var (refusals, began) = (system.Get<RefusedLogins>(), time.GetUtcNow());
        for (var i = 0; i < RefusedLogins.EntriesPerHour + 500; i++)
        {
            refusals.Add(user: null, $"192.0.2.{i % 100}");
        }

        var admin = system.Get<UserDirectory>().Find("admin").ShouldNotBeNull();
        refusals.Add(admin, "198.51.100.1");
        await refusals.FlushAsync();
        (await EntriesAsync()).ShouldBe(RefusedLogins.EntriesPerHour + 1, "They are told of together, once a minute.");

        time.Advance(TimeSpan.FromMinutes(1));
        await refusals.FlushAsync();
        await EntriesShouldBecomeAsync(RefusedLogins.EntriesPerHour + 2);
        using var http = system.CreateHttpClient();
        var newest = (await http.ReadAsync("/api/v1/audit?action=session.refused&limit=2")).Json.GetProperty("items");
        var (counted, known) = (newest[0], newest[1]);
        (counted.Member("subject"), counted.Member("address"), counted.GetProperty("at").GetDateTimeOffset() - began < TimeSpan.FromMilliseconds(1)).ShouldBe(("(unknown name)", null, true));
        (counted.GetProperty("detail").Member("count"), counted.GetProperty("detail").Member("addresses")).ShouldBe(("500", "100"));
        (known.Member("subject"), known.Member("address")).ShouldBe(("admin", "198.51.100.1"));

        time.Advance(TimeSpan.FromSeconds(150));
        // One for each of the minutes, three by now; the fourth is counted.
        for (var i = 0; i < 4; i++)
        {
            refusals.Add(user: null, "192.0.2.1");
        }

        await refusals.FlushAtEndAsync();
        await EntriesShouldBecomeAsync(RefusedLogins.EntriesPerHour + 6);

        // Whatever runs by the clock flushes as well.
        Task EntriesShouldBecomeAsync(int count) => Eventually.TrueAsync(async () => await EntriesAsync() == count, $"there are {count} entries");

        Task<int> EntriesAsync() => system.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "session.refused"));
    }

    [Fact]
    public async Task What_is_too_old_goes_with_the_sweep()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
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
