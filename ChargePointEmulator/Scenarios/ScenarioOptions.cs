namespace ChargePointEmulator.Scenarios;

/// <summary>What the command line says; docs/driving.md describes each option.</summary>
internal sealed record ScenarioOptions
{
    public required IReadOnlyList<string> Files { get; init; }

    public string Url { get; init; } = "ws://localhost:8080/ocpp";

    public string? Identity { get; init; }

    public string? Password { get; init; }

    public bool Insecure { get; init; }

    /// <summary>Each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Each <c>kind=file</c>.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    public string Driver { get; init; } = "none";

    public string? DriverFile { get; init; }

    public string? ApiUrl { get; init; }

    public string? ApiKey { get; init; }

    public int Parallel { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>Shows frames as they pass.</summary>
    public bool Verbose { get; init; }

    /// <summary>Reads and checks the files, and runs nothing.</summary>
    public bool CheckOnly { get; init; }
}
