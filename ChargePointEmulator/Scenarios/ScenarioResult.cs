using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Scenarios;

/// <summary>How a scenario came out.</summary>
internal enum ScenarioVerdict
{
    Passed,

    /// <summary>A step did not come out as the scenario says.</summary>
    Failed,

    /// <summary>There was never a connection.</summary>
    NeverConnected,

    /// <summary>The emulator failed; nothing is said of the Central System.</summary>
    Error,

    /// <summary>Stopped from outside.</summary>
    Interrupted,
}

/// <summary>A scenario that ran.</summary>
/// <param name="Scenario">What was to happen.</param>
/// <param name="Identity">The charge point.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Message">Why, in a sentence; empty when it passed.</param>
/// <param name="Steps">Each step that ran.</param>
/// <param name="Frames">The evidence.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Duration">How long.</param>
internal sealed record ScenarioResult(
    Scenario Scenario, string Identity, ScenarioVerdict Verdict, string Message, IReadOnlyList<StepResult> Steps, IReadOnlyList<LineFrame> Frames, DateTimeOffset StartedAt, TimeSpan Duration);
