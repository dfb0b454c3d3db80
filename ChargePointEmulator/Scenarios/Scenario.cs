using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Scenarios;

/// <summary>A scenario as its file tells it.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public string Description { get; init; } = "";

    public JsonObject Variables { get; init; } = [];

    public StationTemplate? Station { get; init; }

    /// <summary>Identity in the URL; null takes one made of the name.</summary>
    public string? Identity { get; init; }

    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Func<Quirk>> Quirks { get; init; } = [];

    /// <summary>Boots on every connect, not only after a start.</summary>
    public bool BootOnReconnect { get; init; } = true;

    /// <summary>From a hard reset or an update to the next handshake.</summary>
    public TimeSpan RestartTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Energy that flows counts so many times.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Longest run.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Needs somebody who makes the Central System send (<c>--driver</c>).</summary>
    public bool NeedsDriver { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }
}

/// <summary>One step of a scenario.</summary>
/// <param name="place">Where it stands.</param>
/// <param name="word">Its first word.</param>
/// <param name="text">It, in a line.</param>
internal abstract class Step(DocumentPlace place, string word, string text)
{
    public DocumentPlace Place { get; } = place;

    public string Word { get; } = word;

    public string Text { get; } = text;

    /// <summary>It looks at what happened and does nothing itself; see <see cref="ScenarioFlow.Window"/>.</summary>
    public virtual bool IsExpectation => false;

    /// <summary>It is nothing but steps of its own, which are told by themselves.</summary>
    public virtual bool IsFrame => false;

    /// <summary>Does it. Errors: <see cref="StepFailedException"/>, <see cref="Driving.VerbException"/>.</summary>
    public abstract Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken);
}
