using System.Diagnostics;
using System.Globalization;
using CentralSystem.Benchmarks.Load;
using CentralSystem.Benchmarks.Runs;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>What a large table takes of the server's memory while it streams, by form.</summary>
internal static class ExportMemory
{
    /// <summary>More than a million samples of the default history.</summary>
    private const int Days = 7;

    private const int FirstDay = 90;
    private const int SampleEveryBytes = 100_000;

    public static async Task RunAsync(QueryStore store, RunOptions options)
    {
        foreach (var format in (string[])["csv", "xlsx"])
        {
            await using var server = await store.StartAsync(options, options.Port);
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{options.Port}"), Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.Add("X-API-Key", QueryStore.ApiKey);

            // A tenth of it brings in what every export needs once; then a million rows may take no more.
            var small = await ReadAsync(client, PathOf(1, format), server.Pid);
            var large = await ReadAsync(client, PathOf(Days, format), server.Pid);
            Console.WriteLine($"{format}: one day {small}; {Days} days {large}");
        }
    }

    private static string PathOf(int days, string format) =>
        $"/api/v1/meter-values?from={DateTime.UtcNow.AddDays(-FirstDay):yyyy-MM-dd}T00:00:00Z&to={DateTime.UtcNow.AddDays(days - FirstDay):yyyy-MM-dd}T00:00:00Z&format={format}";

    private static async Task<Export> ReadAsync(HttpClient client, string path, int pid)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using var table = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[65_536];
        var (read, lines, highest, sampled) = (0L, 0L, 0L, 0L);
        while (await table.ReadAsync(buffer) is > 0 and var count)
        {
            read += count;
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
            if (read - sampled >= SampleEveryBytes)
            {
                (highest, sampled) = (Math.Max(highest, ProcessSample.Of(pid).RssKib), read);
            }
        }

        return new(read, lines, Stopwatch.GetElapsedTime(began).TotalSeconds, highest);
    }

    /// <param name="Bytes">Of the file.</param>
    /// <param name="Lines">Of the file; rows where it is CSV.</param>
    /// <param name="Seconds">From the question to the end.</param>
    /// <param name="HighestKib">Resident memory of the server at most.</param>
    private sealed record Export(long Bytes, long Lines, double Seconds, long HighestKib)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:F0} MB ({Lines} lines) in {Seconds:F0} s, resident {HighestKib / 1024} MiB at most");
    }
}
