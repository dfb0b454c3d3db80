namespace ChargePointEmulator.Load;

/// <summary>What the command line of <c>load</c> says, beside <see cref="LoadOverrides"/>; docs/load.md describes each option.</summary>
internal sealed record LoadOptions
{
    public required string File { get; init; }

    public LoadOverrides Overrides { get; init; } = LoadOverrides.None;

    /// <summary>Each <c>kind=file</c>.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>File for every frame; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>Port of /metrics and /healthz on the loopback address; null for none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Only read and check the file.</summary>
    public bool CheckOnly { get; init; }

    /// <summary>Only show the effective configuration.</summary>
    public bool DumpConfiguration { get; init; }
}
