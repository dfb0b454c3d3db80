namespace ChargePointEmulator.Check;

/// <summary>What the command line says; docs/check.md describes each option.</summary>
internal sealed record CheckOptions
{
    public string? Url { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<string> Cases { get; init; } = [];

    public string Driver { get; init; } = "none";

    public string? DriverFile { get; init; }

    public string? ApiUrl { get; init; }

    public string? ApiKey { get; init; }

    public bool Provision { get; init; }

    public string? DataFile { get; init; }

    public IReadOnlyList<string> ChargePoints { get; init; } = [];

    public string? IdPrefix { get; init; }

    public string? Password { get; init; }

    public IReadOnlyList<string> IdTags { get; init; } = [];

    public string? ExpiredIdTag { get; init; }

    public string? BlockedIdTag { get; init; }

    public string? ExpectedFailuresFile { get; init; }

    /// <summary>Each <c>kind=file</c>.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    public double TimeoutSeconds { get; init; } = 10;

    public int Parallel { get; init; } = 8;
}
