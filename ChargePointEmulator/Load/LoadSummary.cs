using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>What became of the sessions that were due: each has started, failed, was turned away or cut off, waits, or is beginning.</summary>
/// <param name="Planned">Whose time had come.</param>
/// <param name="Started">Those whose StartTransaction was confirmed and accepted.</param>
/// <param name="Late">Began more than a second after their time, or not at all.</param>
/// <param name="TurnedAway">Too many waited for the connector already.</param>
/// <param name="Failed">Refused, or nobody answered.</param>
/// <param name="Running">Are at a connector at this moment.</param>
internal sealed record SessionFigures(long Planned, long Started, long Late, long TurnedAway, long Failed, long Running)
{
    /// <summary>Wait for a connector that is in use, or for a charge point that is away; after the end those whose turn did not come.</summary>
    public long Waiting { get; init; }

    /// <summary>Their start is not confirmed yet.</summary>
    public long Beginning { get; init; }

    /// <summary>The charge point was switched off, or the run interrupted, before their start was confirmed.</summary>
    public long CutOff { get; init; }

    /// <summary>What came since an earlier moment; those who wait, begin and run are those of now.</summary>
    public SessionFigures Since(SessionFigures earlier) => this with
    {
        Planned = Planned - earlier.Planned,
        Started = Started - earlier.Started,
        Late = Late - earlier.Late,
        TurnedAway = TurnedAway - earlier.TurnedAway,
        Failed = Failed - earlier.Failed,
        CutOff = CutOff - earlier.CutOff,
    };
}

/// <summary>How long charge points needed to come back.</summary>
/// <param name="Stage">In which stage.</param>
/// <param name="Kind">After what.</param>
/// <param name="ChargePoints">How many were away.</param>
/// <param name="Took">From the end of the event to the last one accepted; null when some did not come back in time.</param>
/// <param name="Missing">Those that did not.</param>
internal sealed record Recovery(string Stage, EventKind Kind, int ChargePoints, TimeSpan? Took, int Missing);

/// <summary>Something that the file does not say and that somebody at the terminal did.</summary>
/// <param name="At">Since the begin of the run.</param>
/// <param name="What">In words.</param>
/// <param name="Result">What came of it; empty while that is not known.</param>
internal sealed record ByHand(TimeSpan At, string What, string Result)
{
    public override string ToString() => $"{Texts.Clock(At)} {What}{(Result.Length > 0 ? $": {Result}" : "")}";
}

/// <summary>One stage as it went.</summary>
internal sealed record StageResult(string Name, TimeSpan BeganAt, TimeSpan Duration, TrafficFigures Traffic, SessionFigures Sessions, string Note);

/// <summary>The fleet at one moment.</summary>
internal sealed record FleetState(int SwitchedOn, int Connected, int Accepted, int Charging, int Suspended, int Faulted)
{
    /// <summary>Memory of the process in bytes.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Processor time the process takes, in cores.</summary>
    public double Cores { get; init; }

    public double BytesPerChargePoint => SwitchedOn > 0 ? ResidentBytes / (double)SwitchedOn : 0;
}

/// <summary>Everything about a run, at a moment of it or in the end.</summary>
internal sealed record LoadSummary
{
    public required LoadProfile Profile { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The stage that runs.</summary>
    public string Stage { get; init; } = "";

    public required FleetState Fleet { get; init; }

    public required TrafficFigures Traffic { get; init; }

    public required SessionFigures Sessions { get; init; }

    public IReadOnlyList<StageResult> Stages { get; init; } = [];

    /// <summary>What came after the last stage; null until it is over.</summary>
    public StageResult? Drain { get; init; }

    /// <summary>What was done to it beside its stages.</summary>
    public IReadOnlyList<ByHand> ByHand { get; init; } = [];

    public IReadOnlyList<Recovery> Recoveries { get; init; } = [];

    public IReadOnlyList<ErrorGroup> Errors { get; init; } = [];

    public IReadOnlyList<SlowCall> Slowest { get; init; } = [];

    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>Faults of the emulator itself; with one there is no verdict.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public bool WasInterrupted { get; init; }

    /// <summary>Frames the trace could not keep up with.</summary>
    public long TraceLost { get; init; }

    /// <summary>How the process ends.</summary>
    public int ExitCode => WasInterrupted ? Settings.ExitCode.Interrupted
        : Faults.Count > 0 ? Settings.ExitCode.HarnessError
        : Traffic.Of(TrafficMeter.Handshake).Ok == 0 ? Settings.ExitCode.NeverConnected
        : Thresholds.Any(threshold => !threshold.IsHeld) ? Settings.ExitCode.ThresholdMissed
        : Settings.ExitCode.Ok;

    /// <summary>The exit code in a word.</summary>
    public string Verdict => ExitCode switch
    {
        Settings.ExitCode.Ok => "passed",
        Settings.ExitCode.ThresholdMissed => "threshold missed",
        Settings.ExitCode.NeverConnected => "never connected",
        Settings.ExitCode.Interrupted => "interrupted",
        _ => "emulator failed",
    };
}
