namespace CentralSystem.Benchmarks.Runs;

/// <summary>The measures, by the names under which they are asked for.</summary>
internal static class Measurements
{
    public static IReadOnlyDictionary<string, Func<Bench, Task<IReadOnlyList<Figure>>>> All { get; } =
        new Dictionary<string, Func<Bench, Task<IReadOnlyList<Figure>>>>
        {
            ["heartbeat"] = ThroughputMeasures.HeartbeatAsync,
            ["metervalues"] = ThroughputMeasures.MeterValuesAsync,
            ["durable"] = ThroughputMeasures.DurableAsync,
            ["cycle"] = ThroughputMeasures.CycleAsync,
            ["paced"] = ThroughputMeasures.PacedAsync,
            ["idle"] = ConnectionMeasures.IdleAsync,
            ["mute"] = ConnectionMeasures.MuteAsync,
            ["storm"] = ConnectionMeasures.StormAsync,
            ["hold"] = ConnectionMeasures.HoldAsync,
            ["soak"] = ThroughputMeasures.SoakAsync,
        };

    /// <summary>What runs when nothing is named: all but the soak, which is asked for with --soak.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. All.Keys.Where(name => name != "soak")];
}
