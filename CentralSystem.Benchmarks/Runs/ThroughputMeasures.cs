namespace CentralSystem.Benchmarks.Runs;

/// <summary>Messages per second, and what they wait.</summary>
internal static class ThroughputMeasures
{
    private const int Few = 100;
    private const int Many = 1000;
    private const string Rate = "msgs_per_s";

    public static Task<IReadOnlyList<Figure>> HeartbeatAsync(Bench bench) =>
        AgainstEchoAsync(bench, "H", "Heartbeat", _ => Goal.AtLeast(0.75, 1.0));

    /// <summary>Answered after their commit; the goal is that of the larger number, where a commit is shared by many.</summary>
    public static Task<IReadOnlyList<Figure>> MeterValuesAsync(Bench bench) =>
        AgainstEchoAsync(bench, "M", "durable MeterValues", connections => connections == Many ? Goal.AtLeast(0.25, 0.5) : null);

    public static Task<IReadOnlyList<Figure>> DurableAsync(Bench bench) => bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(async central =>
    {
        await bench.WarmUpAsync(central, Many, "M");
        var rounds = await bench.InterleaveAsync(
            bench.RawInsertAsync,
            async () => (await bench.LoopAsync(central, Many, "M")).Number(Rate));
        return
        [
            new($"durable MeterValues/s, {Many} connections / raw SQLite rows/s", Ratios(rounds[1], rounds[0]), Goal.AtLeast(0.35, 0.6)),
            new($"durable MeterValues/s, {Many} connections", rounds[1]),
            new("raw SQLite rows/s, 100 a commit", rounds[0]),
        ];
    });

    /// <summary>Start and stop of transactions, two durable messages each.</summary>
    public static Task<IReadOnlyList<Figure>> CycleAsync(Bench bench) => bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(async central =>
    {
        await bench.WarmUpAsync(central, Many, "M");
        await bench.WarmUpAsync(central, Few, "TP");
        var rounds = await bench.InterleaveAsync(
            async () => (await bench.LoopAsync(central, Many, "M")).Number(Rate),
            async () => (await bench.LoopAsync(central, Few, "M")).Number(Rate),
            async () => (await bench.LoopAsync(central, Few, "TP")).Number(Rate));
        return
        [
            new($"Start+Stop messages/s, {Few} connections / durable MeterValues/s, {Many} connections", Ratios(rounds[2], rounds[0]), Goal.AtLeast(0.6, 0.8)),
            new($"the same / durable MeterValues/s, {Few} connections", Ratios(rounds[2], rounds[1])),
            new($"Start+Stop messages/s, {Few} connections", rounds[2]),
        ];
    });

    /// <summary>A calm day: what messages wait when the system is far from its limit. Echo's waits show what the machine adds.</summary>
    public static Task<IReadOnlyList<Figure>> PacedAsync(Bench bench) => bench.WithBothAsync(async (echo, central) =>
    {
        const int PerSecond = 1000;
        await bench.WarmUpAsync(echo, Many, "H");
        await bench.WarmUpAsync(central, Many, "mix");
        var rounds = await bench.InterleaveAsync(
            () => bench.PaceAsync(echo, Many, PerSecond, "H"),
            () => bench.PaceAsync(central, Many, PerSecond, "mix"));
        var name = $"mix, {Many} connections, {PerSecond}/s:";
        return
        [
            new($"{name} p50, ms", Milliseconds(rounds[1], "p50")),
            new($"{name} p99, ms", Milliseconds(rounds[1], "p99"), Goal.AtMost(15)),
            new($"{name} p99.9, ms", Milliseconds(rounds[1], "p999"), Goal.AtMost(40)),
            new($"{name} CPU, % of a core", Numbers(rounds[1], "server", "cpu_pct"), Goal.AtMost(40, 25)),
            new($"{name} messages/s answered", Numbers(rounds[1], Rate)),
            new("echo, Heartbeat at that rate: p99, ms", Milliseconds(rounds[0], "p99")),
            new("echo, Heartbeat at that rate: CPU, % of a core", Numbers(rounds[0], "server", "cpu_pct")),
        ];
    });

    /// <summary>Full load for a long time: does a grown database slow it down.</summary>
    public static Task<IReadOnlyList<Figure>> SoakAsync(Bench bench) => bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(async central =>
    {
        var total = bench.Options.SoakSeconds;
        var edge = Math.Min(30, total / 3);
        await bench.WarmUpAsync(central, Many, "M");
        var first = await bench.OnceAsync(central, "rr", Many, edge, "--seq", "M");
        var middle = await bench.OnceAsync(central, "rr", Many, total - (2 * edge), "--seq", "M");
        var last = await bench.OnceAsync(central, "rr", Many, edge, "--seq", "M");
        return
        [
            new($"durable MeterValues/s, last {edge:F0} s of {total:F0} s / first {edge:F0} s", [last.Number(Rate) / first.Number(Rate)], Goal.AtLeast(0.85)),
            new("durable MeterValues/s, first", [first.Number(Rate)]),
            new("durable MeterValues/s, between", [middle.Number(Rate)]),
            new("durable MeterValues/s, last", [last.Number(Rate)]),
            new("RSS at the end, MiB", [last.Number("server", "rss_kib_end") / 1024]),
        ];
    });

    private static Task<IReadOnlyList<Figure>> AgainstEchoAsync(Bench bench, string sequence, string name, Func<int, Goal?> goal) =>
        bench.WithBothAsync(async (echo, central) =>
        {
            await bench.WarmUpAsync(echo, Few, sequence);
            await bench.WarmUpAsync(central, Few, sequence);
            var figures = new List<Figure>();
            foreach (var connections in (int[])[Few, Many])
            {
                var rounds = await bench.InterleaveAsync(
                    () => bench.LoopAsync(echo, connections, sequence),
                    () => bench.LoopAsync(central, connections, sequence));
                figures.Add(new($"{name}/s, {connections} connections / echo", Ratios(Numbers(rounds[1], Rate), Numbers(rounds[0], Rate)), goal(connections)));
                figures.Add(new($"{name}/s, {connections} connections", Numbers(rounds[1], Rate)));
                figures.Add(new($"echo/s, {connections} connections", Numbers(rounds[0], Rate)));
                figures.Add(new($"CPU for one {name}, µs, {connections} connections", Numbers(rounds[1], "server", "cpu_us_per_msg")));
            }

            return figures;
        });

    private static double[] Ratios(double[] of, double[] to) => [.. of.Zip(to, (a, b) => a / b)];

    private static double[] Numbers(LoadReport[] reports, params string[] path) => [.. reports.Select(report => report.Number(path))];

    private static double[] Milliseconds(LoadReport[] reports, string quantile) => [.. reports.Select(report => report.Number("latency_us", quantile) / 1000)];
}
