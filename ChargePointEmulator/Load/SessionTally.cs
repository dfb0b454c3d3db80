using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>Counts of the sessions of a whole fleet what the meter does not. Fields, so that they can be counted without a lock.</summary>
internal sealed class SessionTally
{
    public long Planned;
    public long Late;
    public long TurnedAway;
    public long Waiting;
    public long Running;

    /// <param name="starts">What the meter knows of them.</param>
    public SessionFigures Read(ActionFigures starts) => new(Interlocked.Read(ref Planned), starts.Ok, Interlocked.Read(ref Late), Interlocked.Read(ref TurnedAway), starts.Errors + starts.TimedOut, Interlocked.Read(ref Running))
    {
        Waiting = Interlocked.Read(ref Waiting),
        Beginning = starts.Open,
        CutOff = starts.CutOff,
    };
}
