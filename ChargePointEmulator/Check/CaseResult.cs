using ChargePointEmulator.Check.Wire;

namespace ChargePointEmulator.Check;

/// <summary>What came of one case.</summary>
internal sealed record CaseResult(CheckCase Case, Verdict Verdict, string Message, TimeSpan Duration)
{
    /// <summary>The rule that is broken; the rules of the case where none is.</summary>
    public string Rule { get; init; } = Case.Rule;

    /// <summary>Obligations that were not exercised.</summary>
    public IReadOnlyList<string> NotExercised { get; init; } = [];

    /// <summary>What is allowed but worth knowing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<TranscriptLine> Frames { get; init; } = [];

    /// <summary>Why a failure was expected; null where none was.</summary>
    public string? ExpectedBecause { get; init; }

    /// <summary>Counts as a failure of the run: a failure nobody expected, or a pass where one was expected.</summary>
    public bool IsBad => ExpectedBecause is null ? Verdict == Verdict.Fail : Verdict is Verdict.Pass or Verdict.Partial;
}
