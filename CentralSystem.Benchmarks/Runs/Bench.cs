namespace CentralSystem.Benchmarks.Runs;

/// <summary>What the measures have in common: servers, loads, rounds, and the troubles they met.</summary>
internal sealed class Bench(RunOptions options)
{
    /// <summary>Pause between two pings of the central system, unless a measure asks for another one.</summary>
    public const int PingIntervalMs = 30_000;

    private readonly Generator _generator = new(options);
    private readonly List<ServerProcess> _servers = [];

    public RunOptions Options => options;

    /// <summary>Loads that lost something or were disturbed, for the report.</summary>
    public List<string> Remarks { get; } = [];

    public string GeneratorDescription => _generator.Description;

    /// <summary>Runs a measure with the echo and a new central system, and ends both.</summary>
    public async Task<IReadOnlyList<Figure>> WithBothAsync(Func<ServerProcess, ServerProcess, Task<IReadOnlyList<Figure>>> measure)
    {
        await using var echo = await ServerProcess.StartEchoAsync(options);
        _servers.Add(echo);
        try
        {
            return await WithCentralSystemAsync(central => measure(echo, central));
        }
        finally
        {
            _servers.Remove(echo);
        }
    }

    /// <summary>Runs something with a new central system on an empty data directory, and ends it.</summary>
    public async Task<T> WithCentralSystemAsync<T>(Func<ServerProcess, Task<T>> measure, int pingIntervalMs = PingIntervalMs)
    {
        await using var central = await ServerProcess.StartCentralSystemAsync(options, pingIntervalMs);
        _servers.Add(central);
        try
        {
            return await measure(central);
        }
        finally
        {
            _servers.Remove(central);
        }
    }

    /// <summary>Puts load on a server until the JIT has settled.</summary>
    public async Task WarmUpAsync(ServerProcess server, int connections, string sequence)
    {
        if (options.WarmupSeconds > 0)
        {
            await _generator.RunAsync(server, "rr", connections, options.WarmupSeconds, "--warmup", "0", "--seq", sequence);
        }
    }

    /// <summary>Closed loop over the measured seconds; repeated while others are busy, and the calmest try counts.</summary>
    public Task<LoadReport> LoopAsync(ServerProcess server, int connections, string sequence) =>
        CalmestAsync($"{server.Name} {sequence} {connections}", () => _generator.RunAsync(server, "rr", connections, options.Seconds, "--seq", sequence));

    public Task<LoadReport> PaceAsync(ServerProcess server, int connections, int rate, string sequence) =>
        CalmestAsync($"{server.Name} paced {sequence}", () => _generator.RunAsync(
            server, "paced", connections, options.PacedSeconds, "--warmup", "5", "--seq", sequence, "--rate", $"{rate}"));

    /// <summary>A load that is run once, whatever happens beside it.</summary>
    public async Task<LoadReport> OnceAsync(ServerProcess server, string mode, int connections, double seconds, params string[] others)
    {
        var (report, noise) = await Noise.AroundAsync(_servers, () => _generator.RunAsync(server, mode, connections, seconds, others));
        Remark($"{server.Name} {mode} {connections}", report, noise);
        return report;
    }

    public async Task<double> RawInsertAsync()
    {
        var (rows, noise) = await Noise.AroundAsync(_servers, () => _generator.RunRawInsertAsync(options.Seconds));
        Remark("raw SQLite", null, noise);
        return rows;
    }

    /// <summary>Takes turns: A, B, A, B, ...; so a slow minute of the machine falls on all sides.</summary>
    /// <returns>For each side its results, round by round.</returns>
    public async Task<T[][]> InterleaveAsync<T>(params Func<Task<T>>[] sides)
    {
        var results = sides.Select(_ => new T[options.Rounds]).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                results[side][round] = await sides[side]();
            }
        }

        return results;
    }

    private async Task<LoadReport> CalmestAsync(string what, Func<Task<LoadReport>> load)
    {
        var (best, bestNoise) = await Noise.AroundAsync(_servers, load);
        for (var attempt = 1; attempt < options.Tries && bestNoise.IsLoud; attempt++)
        {
            var (report, noise) = await Noise.AroundAsync(_servers, load);
            if (noise.Total < bestNoise.Total)
            {
                (best, bestNoise) = (report, noise);
            }
        }

        Remark(what, best, bestNoise);
        return best;
    }

    private void Remark(string what, LoadReport? report, Noise noise)
    {
        if (noise.IsLoud)
        {
            Remarks.Add($"{what}: disturbed, {noise.ForeignPercent:F0} % of a core by other processes, {noise.StealPercent:F0} % stolen");
        }

        if (report is { IsClean: false })
        {
            Remarks.Add($"{what}: {report.Trouble}");
        }

        if (report?.Number("refused") > 0)
        {
            Remarks.Add($"{what}: {report.Number("refused")} idTags refused");
        }
    }
}
