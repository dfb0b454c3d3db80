namespace CentralSystem.Benchmarks.Runs;

/// <summary>Connections: what they cost, whether they last, how they end, how they come back.</summary>
internal static class ConnectionMeasures
{
    /// <summary>Identities that warm a process up, so that the measured ones are strangers to it.</summary>
    private const string WarmUpPrefix = "WARM";

    private const double PingSeconds = Bench.PingIntervalMs / 1000.0;

    /// <summary>Memory of a connection that does nothing, and how fast such connections come.</summary>
    /// <remarks>Each round takes new processes: what the first crowd left in the heap would hide the memory of the second.</remarks>
    public static async Task<IReadOnlyList<Figure>> IdleAsync(Bench bench)
    {
        var connections = bench.Options.Connections;
        var rounds = new List<(LoadReport Echo, LoadReport Strangers, LoadReport Known)>();
        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            await bench.WithBothAsync(async (echo, central) =>
            {
                foreach (var server in (ServerProcess[])[echo, central])
                {
                    await bench.WarmUpAsync(server, 100, "H");
                    await bench.OnceAsync(server, "idle", Math.Min(1000, connections), 1, "--id-prefix", WarmUpPrefix);
                }

                rounds.Add((
                    await bench.OnceAsync(echo, "idle", connections, bench.Options.Seconds),
                    await bench.OnceAsync(central, "idle", connections, bench.Options.Seconds),
                    await bench.OnceAsync(central, "idle", connections, bench.Options.Seconds)));
                return [];
            });
        }

        return
        [
            new($"RSS of an idle booted Charge Point of {connections}, KiB", Each(r => r.Strangers.Number("server", "kib_per_conn_end")), Goal.AtMost(16, 12)),
            new("RSS of an idle connection of the echo, KiB", Each(r => r.Echo.Number("server", "kib_per_conn_end"))),
            new($"handshakes/s while {connections} strangers boot / echo", Each(r => r.Strangers.Number("handshakes_per_s") / r.Echo.Number("handshakes_per_s")), Goal.AtLeast(0.5)),
            new("the same when they are known and come again / echo", Each(r => r.Known.Number("handshakes_per_s") / r.Echo.Number("handshakes_per_s"))),
            new("handshakes/s, strangers", Each(r => r.Strangers.Number("handshakes_per_s"))),
            new("boots/s, strangers", Each(r => r.Strangers.Number("boots_per_s"))),
            new("boots/s, known", Each(r => r.Known.Number("boots_per_s"))),
            new("handshakes/s, echo", Each(r => r.Echo.Number("handshakes_per_s"))),
        ];

        double[] Each(Func<(LoadReport Echo, LoadReport Strangers, LoadReport Known), double> value) => [.. rounds.Select(value)];
    }

    /// <summary>Many idle connections with a ping every 30 s.</summary>
    public static Task<IReadOnlyList<Figure>> HoldAsync(Bench bench) => bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(async central =>
    {
        var (connections, seconds) = (bench.Options.Connections, bench.Options.HoldSeconds);
        await bench.WarmUpAsync(central, 100, "H");
        var report = await bench.OnceAsync(central, "idle", connections, seconds);
        return
        [
            new($"{connections} connections held {seconds:F0} s: lost", [connections - report.Number("up") + report.Number("disconnects")], Goal.AtMost(0)),
            new("the same: CPU, % of a core", [report.Number("server", "cpu_pct")], Goal.AtMost(8, 5)),
            new("the same: pings answered", [report.Number("pings")], Goal.AtLeast(connections * Math.Max(0, Math.Floor(seconds / PingSeconds) - 1))),
            new("the same: RSS at the end, MiB", [report.Number("server", "rss_kib_end") / 1024]),
        ];
    });

    /// <summary>Charge Points that fall silent without closing: how long they are held for connected.</summary>
    public static async Task<IReadOnlyList<Figure>> MuteAsync(Bench bench)
    {
        const int IntervalMs = 2000;
        const int Connections = 200;
        return await bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(
            async central =>
            {
                await bench.WarmUpAsync(central, 100, "H");
                var report = await bench.OnceAsync(central, "mute", Connections, 5 * IntervalMs / 1000.0);
                return
                [
                    new($"{Connections} mute Charge Points: still there after 5 ping intervals", [Connections - report.Number("dropped")], Goal.AtMost(0)),
                    new("the same: longest until dropped, ping intervals", [report.Number("dropped_us", "max") / 1000 / IntervalMs], Goal.AtMost(2.5)),
                    new("the same: median until dropped, ping intervals", [report.Number("dropped_us", "p50") / 1000 / IntervalMs]),
                ];
            },
            IntervalMs);
    }

    /// <summary>All come back at once under their identities while their old sockets are half-open.</summary>
    public static Task<IReadOnlyList<Figure>> StormAsync(Bench bench) => bench.WithCentralSystemAsync<IReadOnlyList<Figure>>(async central =>
    {
        var connections = bench.Options.StormConnections;
        await bench.WarmUpAsync(central, 100, "H");
        var reports = await bench.InterleaveAsync(() => bench.OnceAsync(central, "storm", connections, 3));
        return
        [
            new($"{connections} reconnect over half-open sockets: until all booted, s", Each(r => r.Number("all_booted_s")), Goal.AtMost(3, 2)),
            new("the same: lost within 3 s", Each(r => connections - r.Number("up") + r.Number("disconnects")), Goal.AtMost(0)),
            new("the same: old sockets dropped within 3 s", Each(r => r.Number("dropped"))),
            new("the same: boot p99, ms", Each(r => r.Number("boot_us", "p99") / 1000)),
        ];

        double[] Each(Func<LoadReport, double> value) => [.. reports[0].Select(value)];
    });
}
