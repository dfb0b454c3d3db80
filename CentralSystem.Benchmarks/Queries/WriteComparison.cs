using System.Globalization;
using CentralSystem.Benchmarks.Runs;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>The same load on an empty database and on a full one, in turns. It adds to the full one, by Charge Points that are new to both: none has left anything open.</summary>
internal static class WriteComparison
{
    private const int Connections = 100;

    private static readonly (string Name, string Sequence)[] Loads = [("MeterValues", "M"), ("StartTransaction and StopTransaction", "TP"), ("a transaction with four MeterValues", "TMMMMP")];

    public static async Task RunAsync(QueryStore full, int rounds, RunOptions options)
    {
        await using var onEmpty = await full.Empty().StartAsync(options, options.Port);
        await using var onFull = await full.StartAsync(options, options.Port + 1);
        var generator = new Generator(options);
        var run = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        foreach (var (name, sequence) in Loads)
        {
            var rates = new List<(double Empty, double Full)>();
            foreach (var server in (ServerProcess[])[onEmpty, onFull])
            {
                await RateAsync(server);
            }

            for (var round = 0; round < rounds; round++)
            {
                rates.Add((await RateAsync(onEmpty), await RateAsync(onFull)));
            }

            Console.WriteLine(
                $"{name}: {Median(rates.Select(r => r.Full)):F0} messages/s full, {Median(rates.Select(r => r.Empty)):F0} empty, ratio {Median(rates.Select(r => r.Full / r.Empty)):F2} " +
                $"({string.Join(", ", rates.Select(r => $"{r.Full / r.Empty:F2}"))})");

            async Task<double> RateAsync(ServerProcess server) =>
                (await generator.RunAsync(server, "rr", Connections, options.Seconds, "--seq", sequence, "--id-prefix", $"{run}-{sequence}-")).Number("msgs_per_s");
        }
    }

    private static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
