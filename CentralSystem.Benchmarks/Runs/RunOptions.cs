namespace CentralSystem.Benchmarks.Runs;

/// <summary>How the measures are taken.</summary>
internal sealed record RunOptions
{
    /// <summary>Path of ocppload or of a program with its interface; the project's own generator is used without one.</summary>
    public const string GeneratorVariable = "OCPPLOAD";

    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>The central system under test.</summary>
    public required string CentralSystem { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Measured seconds of one side of one round.</summary>
    public required double Seconds { get; init; }

    /// <summary>Load before the first round, so that the JIT has settled.</summary>
    public required double WarmupSeconds { get; init; }

    public required double PacedSeconds { get; init; }

    /// <summary>Idle connections.</summary>
    public required int Connections { get; init; }

    public required double HoldSeconds { get; init; }

    public required double SoakSeconds { get; init; }

    /// <summary>Charge Points that reconnect at once.</summary>
    public required int StormConnections { get; init; }

    /// <summary>Ports from here on are used.</summary>
    public required int Port { get; init; }

    /// <summary>Folder for databases and logs; the disk under it is part of what is measured.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Tries of a load during which other programs were busy; the calmest counts.</summary>
    public required int Tries { get; init; }

    public required string? JsonFile { get; init; }

    public string? ExternalGenerator { get; init; }

    public static RunOptions Parse(string[] args)
    {
        var line = new CommandLine(args, "soak");
        var measures = line.Words.Count > 0 ? line.Words : Measurements.Default;
        if (measures.FirstOrDefault(name => !Measurements.All.ContainsKey(name)) is { } unknown)
        {
            throw new UsageException($"no measure is called {unknown}; there are {string.Join(", ", Measurements.All.Keys)}");
        }

        var options = new RunOptions
        {
            Measures = line.Flag("soak") ? [.. measures.Append("soak").Distinct()] : measures,
            CentralSystem = Path.GetFullPath(line.Text("central", Path.Combine(AppContext.BaseDirectory, "CentralSystem.Web.dll"))),
            Rounds = line.Int("rounds", 3, 1, 99),
            Seconds = line.Number("secs", 5, 0.5, 600),
            WarmupSeconds = line.Number("warmup", 4, 0, 600),
            PacedSeconds = line.Number("paced-secs", 30, 1, 3600),
            Connections = line.Int("conns", 10_000, 1, 100_000),
            HoldSeconds = line.Number("hold-secs", 600, 1, 7200),
            SoakSeconds = line.Number("soak-secs", 600, 3, 7200),
            StormConnections = line.Int("storm-conns", 1000, 1, 100_000),
            Port = line.Int("port", 18600, 1024, 65000),
            WorkDirectory = Path.Combine(Path.GetFullPath(line.Text("work", Path.GetTempPath())), $"centralsystem-benchmarks-{Environment.ProcessId}"),
            Tries = line.Int("tries", 3, 1, 9),
            JsonFile = line.Text("json", "") is { Length: > 0 } file ? file : null,
            ExternalGenerator = Environment.GetEnvironmentVariable(GeneratorVariable) is { Length: > 0 } generator ? generator : null,
        };
        line.RefuseOthers();
        options.Check();
        return options;
    }

    private void Check()
    {
        if (!File.Exists(CentralSystem))
        {
            throw new UsageException($"{CentralSystem} is not there; name CentralSystem.Web.dll with --central");
        }

        if (CentralSystem.Split(Path.DirectorySeparatorChar).Contains("Debug"))
        {
            throw new UsageException($"{CentralSystem} is a Debug build; its figures mean nothing (dotnet run --configuration Release)");
        }

        if (ExternalGenerator is not null && !File.Exists(ExternalGenerator))
        {
            throw new UsageException($"{GeneratorVariable} names {ExternalGenerator}, which is not there");
        }
    }
}
