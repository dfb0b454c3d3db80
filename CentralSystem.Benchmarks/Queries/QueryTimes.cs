using System.Diagnostics;
using System.Text.Json;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>Asks over HTTP, again and again, and keeps how long the whole answer took.</summary>
internal sealed class QueryTimes(HttpClient client, int rounds)
{
    private const int DeepPages = 10;
    private const int LargestPage = 1_000;

    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(1);

    /// <summary>The case itself, and where it has that many entries, a page far behind.</summary>
    public async Task<IReadOnlyList<QueryTime>> MeasureAsync(string path)
    {
        using var first = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (!first.IsSuccessStatusCode)
        {
            return [new(path, 0, 0, (int)first.StatusCode)];
        }

        var times = new List<QueryTime> { await TimeAsync(path, path) };
        if (!path.Contains('?') || path.Contains("sort=") || path.Contains("order="))
        {
            var separator = path.Contains('?') ? '&' : '?';
            if (await DeepCursorAsync($"{path}{separator}limit={LargestPage}") is { } cursor)
            {
                times.Add(await TimeAsync($"{path} (page far behind)", $"{path}{separator}cursor={cursor}"));
            }
        }

        return times;
    }

    private async Task<string?> DeepCursorAsync(string path)
    {
        string? cursor = null;
        for (var i = 0; i < DeepPages; i++)
        {
            using var answer = await client.GetAsync(cursor is null ? path : $"{path}&cursor={cursor}");
            if (!answer.IsSuccessStatusCode)
            {
                return null;        // A list that is one page takes no limit.
            }

            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (page.ValueKind != JsonValueKind.Object || !page.TryGetProperty("nextCursor", out var next))
            {
                break;
            }

            cursor = next.GetString();
        }

        return cursor;
    }

    /// <summary>The whole answer; of a table, its beginning.</summary>
    private async Task AskAsync(string path)
    {
        if (!path.Contains("format=", StringComparison.Ordinal))
        {
            await client.GetByteArrayAsync(path);
            return;
        }

        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using var table = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        await table.ReadExactlyAsync(new byte[1]);
    }

    private async Task<QueryTime> TimeAsync(string name, string path)
    {
        var times = new List<double>();
        var all = Stopwatch.GetTimestamp();
        while (times.Count < rounds && (times.Count < 3 || Stopwatch.GetElapsedTime(all) < LongestCase))
        {
            var began = Stopwatch.GetTimestamp();
            await AskAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return new(name, times[times.Count / 2], times[(int)Math.Ceiling(times.Count * 0.95) - 1], 200);
    }
}

/// <param name="Name">What was asked.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P95">Milliseconds.</param>
/// <param name="Status">Of HTTP; a case with an error has no times.</param>
internal sealed record QueryTime(string Name, double P50, double P95, int Status);
