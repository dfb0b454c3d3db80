using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Api;

/// <summary>Lists are read from either end, page by page.</summary>
public sealed class ListOrderTests
{
    private static readonly (string Path, string? Body)[] Made =
    [
        ("users", """{"name":"#","password":"seven slow green trams"}"""),
        ("api-keys", """{"name":"#","role":"Viewer"}"""),
        ("webhooks", """{"url":"https://example.com/#","enabled":false}"""),
        ("command-batches", """{"action":"ClearCache","chargePointIds":["CP"],"queueUntil":"2036-01-01T00:00:00Z"}"""),
        ("campaigns", """{"name":"#","action":"ClearCache","chargePointIds":["CP"],"endsAt":"2036-01-01T00:00:00Z"}"""),
        ($"charge-points/CP/commands/ClearCache?queueUntil={DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}", "{}"),
    ];

    [Fact]
    public async Task Every_list_is_read_from_either_end()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP");
        using var http = system.CreateHttpClient();
        foreach (var name in (string[])["ada", "bob", "eve"])
        {
            foreach (var (path, body) in Made)
            {
                var answer = await http.AskAsync(HttpMethod.Post, $"/api/v1/{path}", body?.Replace("#", name, StringComparison.Ordinal));
                answer.Status.ShouldBeInRange(201, 202, answer.Text);
            }
        }

        foreach (var list in (string[])["users", "api-keys", "webhooks", "command-batches", "campaigns", "commands", "audit"])
        {
            var oldest = await ReadAsync(list, "Oldest");
            oldest.Count.ShouldBeGreaterThanOrEqualTo(3, list);
            oldest.ShouldBeUnique();
            (await ReadAsync(list, "Newest")).ShouldBe(Enumerable.Reverse(oldest), list);
        }

        async Task<List<string>> ReadAsync(string list, string order)
        {
            var (items, cursor) = (new List<string>(), (string?)"");
            while (cursor is not null)
            {
                var page = (await http.ReadAsync($"/api/v1/{list}?order={order}&limit=2&cursor={cursor}")).Json;
                items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
                cursor = page.Member("nextCursor");
            }

            return items;
        }
    }
}
