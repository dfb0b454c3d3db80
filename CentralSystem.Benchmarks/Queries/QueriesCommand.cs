using System.Diagnostics;
using System.Text.Json;
using CentralSystem.Benchmarks.Runs;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>How long each list, filter, sort and report of the REST interface takes on half a year of history, and what that history costs the writes.</summary>
internal static class QueriesCommand
{
    private const double LongestMs = 200;

    /// <returns>Exit code: 0 when each case is answered in time.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var line = new CommandLine(args, "writes", "exports", "no-queries");
        var store = new QueryStore(
            Path.GetFullPath(line.Text("data", Path.Combine(Path.GetTempPath(), "central-system-history"))), line.Text("postgres", "") is { Length: > 0 } address ? address : null);
        var size = new HistorySize(
            line.Int("charge-points", 2_000, 10, 100_000), line.Int("transactions", 100_000, 100, 5_000_000), (long)line.Number("meter-values", 10_000_000, 100, 1e9),
            line.Int("messages", 1_000_000, 0, 100_000_000));
        var (rounds, only, queries) = (line.Int("rounds", 20, 3, 10_000), line.Text("only", ""), !line.Flag("no-queries"));
        var (writes, exports) = (line.Flag("writes"), line.Flag("exports"));
        var options = RunOptions.Parse(["--port", line.Text("port", "18700"), "--secs", line.Text("secs", "5"), "--work", line.Text("work", Path.GetTempPath())]);
        line.RefuseOthers();

        Directory.CreateDirectory(options.WorkDirectory);
        try
        {
            await FillAsync(store, size, options);
            var isInTime = !queries || await AskAsync(store, rounds, only, options);
            if (exports)
            {
                await ExportMemory.RunAsync(store, options);
            }

            if (writes)
            {
                await WriteComparison.RunAsync(store, rounds: 6, options);
            }

            return isInTime ? 0 : 1;
        }
        finally
        {
            ChildProcess.KillAll();
            Directory.Delete(options.WorkDirectory, recursive: true);
        }
    }

    /// <summary>The schema comes from the program itself; a database that was filled before is taken as it is.</summary>
    private static async Task FillAsync(QueryStore store, HistorySize size, RunOptions options)
    {
        await (await store.StartAsync(options, options.Port)).DisposeAsync();
        using var target = store.Open();
        if (target.Count("charge_points") > 0)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var history = new SampleHistory(target, size.ChargePoints, size.Transactions, size.MeterValues);
        history.Fill();
        var (journal, table) = store.OpenJournal();
        using (journal)
        {
            history.FillJournal(journal, table, size.Messages);
        }

        Console.WriteLine($"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
    }

    private static async Task<bool> AskAsync(QueryStore store, int rounds, string only, RunOptions options)
    {
        await using var server = await store.StartAsync(options, options.Port);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{options.Port}"), Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Add("X-API-Key", QueryStore.ApiKey);
        var cases = QueryCases.From(JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/openapi/v1.json")));
        var (times, measured) = (new QueryTimes(client, rounds), new List<QueryTime>());
        foreach (var path in cases.Where(path => path.Contains(only, StringComparison.Ordinal)))
        {
            var found = await times.MeasureAsync(path);
            measured.AddRange(found);
            await Console.Error.WriteLineAsync($"{measured.Count} {found[0].P50:F1} ms {path}");
        }

        foreach (var time in measured.OrderByDescending(time => time.P95))
        {
            Console.WriteLine(time.Status == 200
                ? $"{time.P50,9:F1} {time.P95,9:F1} ms  {(time.P95 <= LongestMs ? "ok  " : "SLOW")}  {time.Name}"
                : $"{time.Status,9}               -     {time.Name}");
        }

        var answered = measured.Where(time => time.Status == 200).ToList();
        var slow = answered.Count(time => time.P95 > LongestMs);
        Console.WriteLine($"{answered.Count} cases, {slow} above {LongestMs:F0} ms; worst p95 {answered.Max(time => time.P95):F1} ms, median p50 {answered.Select(time => time.P50).Order().ElementAt(answered.Count / 2):F1} ms");
        return slow == 0;
    }

    private sealed record HistorySize(int ChargePoints, int Transactions, long MeterValues, int Messages);
}
