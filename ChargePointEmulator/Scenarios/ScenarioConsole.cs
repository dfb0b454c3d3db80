namespace ChargePointEmulator.Scenarios;

/// <summary>What the terminal shows of a run.</summary>
internal static class ScenarioConsole
{
    /// <summary>A step that ended.</summary>
    public static void Write(TextWriter output, StepResult step) =>
        output.WriteLine(FormattableString.Invariant($"  {(step.Problem is null ? "ok  " : "FAIL")} {step.Duration.TotalSeconds,6:0.00} s  {new string(' ', step.Depth * 2)}{step.Step.Text}{(step.Problem is null ? "" : $"\n         {step.Problem}")}"));

    /// <summary>A scenario that ended: its verdict and, unless it passed, its evidence.</summary>
    public static void Write(TextWriter output, ScenarioResult result, bool verbose, bool withSteps)
    {
        var hasPassed = result.Verdict == ScenarioVerdict.Passed;
        if (withSteps && (verbose || !hasPassed))
        {
            foreach (var step in result.Steps)
            {
                Write(output, step);
            }
        }

        if (verbose || !hasPassed)
        {
            output.WriteLine("  frames:");
            foreach (var frame in result.Frames)
            {
                output.WriteLine("    " + ScenarioReport.Text(frame));
            }
        }

        output.WriteLine(FormattableString.Invariant($"{Text(result.Verdict)} {result.Scenario.Name} ({result.Identity}, {result.Steps.Count} steps, {result.Duration.TotalSeconds:0.0} s)"));
        if (!hasPassed)
        {
            output.WriteLine("     " + result.Message);
        }
    }

    private static string Text(ScenarioVerdict verdict) => verdict switch
    {
        ScenarioVerdict.Passed => "PASS",
        ScenarioVerdict.Failed => "FAIL",
        ScenarioVerdict.NeverConnected => "NEVER CONNECTED",
        ScenarioVerdict.Interrupted => "INTERRUPTED",
        _ => "ERROR",
    };
}
