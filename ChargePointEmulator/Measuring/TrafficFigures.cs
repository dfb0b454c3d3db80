namespace ChargePointEmulator.Measuring;

/// <summary>What is known of one action, or of something else that succeeds or fails and takes a while.</summary>
internal readonly record struct ActionFigures
{
    public required string Name { get; init; }

    public long Ok { get; init; }

    /// <summary>CALLERRORs, and answers that break the rules of their action.</summary>
    public long Errors { get; init; }

    /// <summary>No answer came in time, or until the end of the run.</summary>
    public long TimedOut { get; init; }

    /// <summary>The connection went before the answer, and not by our doing.</summary>
    public long Lost { get; init; }

    /// <summary>We cut it off before its answer: by an event, by switching off, by an interruption of the run.</summary>
    public long CutOff { get; init; }

    /// <summary>Not ended yet.</summary>
    public long Open { get; init; }

    /// <summary>Due, but never sent: too many waited before it, or its turn did not come.</summary>
    public long Unsent { get; init; }

    /// <summary>Answered after the time-out; these are among <see cref="TimedOut"/>.</summary>
    public long Late { get; init; }

    /// <summary>From when it was due. What was not answered counts with its time-out at least; what we cut off does not count.</summary>
    public Latencies Latency { get; init; }

    /// <summary>What left: the sum of all that became of it.</summary>
    public long Sent => Ok + Errors + TimedOut + Lost + CutOff + Open;

    /// <summary>What says something about the Central System: it was due, and ended, well or not.</summary>
    public long Ended => Ok + Errors + TimedOut + Lost + Unsent;

    /// <summary>Nothing happened.</summary>
    public bool IsEmpty => Sent == 0 && Unsent == 0;

    /// <summary>What has ended since an earlier moment.</summary>
    public ActionFigures Since(ActionFigures earlier) => this with
    {
        Ok = Ok - earlier.Ok,
        Errors = Errors - earlier.Errors,
        TimedOut = TimedOut - earlier.TimedOut,
        Lost = Lost - earlier.Lost,
        CutOff = CutOff - earlier.CutOff,
        Open = 0,
        Unsent = Unsent - earlier.Unsent,
        Late = Late - earlier.Late,
        Latency = Latency.Since(earlier.Latency),
    };
}

/// <summary>What is known of a fleet's traffic at one moment, or between two.</summary>
internal sealed record TrafficFigures(IReadOnlyList<ActionFigures> Actions)
{
    /// <summary>Connections that ended without our wish.</summary>
    public long Disconnects { get; init; }

    /// <summary>CALLs of the Central System.</summary>
    public long Received { get; init; }

    /// <summary>Those of the wire: without what was made of several, and without handshakes.</summary>
    public IEnumerable<ActionFigures> Calls => Actions.Where(action => action.Name is not (TrafficMeter.Handshake or TrafficMeter.Accepted or TrafficMeter.SessionStart));

    public ActionFigures Of(string name) => Actions.First(action => action.Name == name);

    /// <summary>What has ended since an earlier moment.</summary>
    public TrafficFigures Since(TrafficFigures earlier) => this with
    {
        Actions = [.. Actions.Select((action, index) => action.Since(earlier.Actions[index]))],
        Disconnects = Disconnects - earlier.Disconnects,
        Received = Received - earlier.Received,
    };
}

/// <summary>A CALL that took long, or did not end well.</summary>
internal sealed record SlowCall(string ChargePoint, string Action, string MessageId, TimeSpan Took, string Outcome, DateTimeOffset EndedAt);

/// <summary>Errors that say the same.</summary>
/// <param name="Action">Of which action.</param>
/// <param name="Text">What they say.</param>
/// <param name="Count">How many.</param>
/// <param name="Example">Charge point and message id of the first.</param>
internal sealed record ErrorGroup(string Action, string Text, long Count, string Example);
