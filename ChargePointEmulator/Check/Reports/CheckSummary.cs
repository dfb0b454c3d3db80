namespace ChargePointEmulator.Check.Reports;

/// <summary>A whole run, as reports show it.</summary>
internal sealed record CheckSummary(Uri Url, DateTimeOffset StartedAt, TimeSpan Duration, string Driver, int Selected, IReadOnlyList<CaseResult> Results, bool WasInterrupted)
{
    public int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);

    public int Bad => Results.Count(result => result.IsBad);

    /// <summary>How the process ends.</summary>
    /// <param name="wasReached">Whether any charge point was let in.</param>
    public int ExitCode(bool wasReached) =>
        WasInterrupted ? Settings.ExitCode.Interrupted
        : !wasReached && Count(Verdict.Error) > 0 ? Settings.ExitCode.NeverConnected
        : Bad > 0 ? Settings.ExitCode.Failed
        : Count(Verdict.Error) > 0 ? Settings.ExitCode.HarnessError
        : Settings.ExitCode.Ok;
}
