using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;
using Ocpp.Messages;

namespace ChargePointEmulator.Load;

/// <summary>The people of one connector. They come when the plan says so, whether or not the Central System keeps up: whoever finds the connector in use waits, and begins late.</summary>
/// <remarks>
/// Everything in it is touched under the lock of the charge point only. What they do is what people do: plug in, present an idTag, present it again, unplug;
/// every message follows from that. Nothing of it can end later than its limits, whatever the Central System does.
/// </remarks>
internal sealed class ConnectorSessions(EmulatedChargePoint chargePoint, Connector connector, SessionTally tally, TrafficMeter meter)
{
    /// <summary>More are turned away.</summary>
    public const int MostWaiting = 4;

    /// <summary>A start that takes longer is a late one.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);

    private readonly Queue<(PlannedSession Session, long PlannedAt)> _waiting = new();
    private IEnumerator<PlannedSession>? _plan;
    private ScheduledWork? _arrival;
    private long _planBegan;
    private int _expected;
    private Running? _running;
    private List<Running>? _unconfirmed;
    private bool _isClosing;
    private bool _isAbandoned;

    /// <summary>Somebody is here, waits, or should be here already.</summary>
    public bool IsBusy => _running is not null || _waiting.Count > 0 || _expected > 0;

    /// <summary>Follows a plan from now on; none ends the arrivals.</summary>
    public void Follow(IEnumerable<PlannedSession>? plan)
    {
        // Whoever was due by now comes, also where the clock's thread is late.
        while (_plan is { } old && Since(Later(_planBegan, old.Current.At)) >= TimeSpan.Zero)
        {
            ArriveByPlan();
        }

        (_plan, _planBegan) = (plan?.GetEnumerator(), Now);
        ExpectNext();
    }

    /// <summary>One more session, its time counted from now.</summary>
    public void Expect(PlannedSession session)
    {
        var plannedAt = Later(Now, session.At);
        _expected++;
        chargePoint.After(session.At, () =>
        {
            _expected--;
            Arrive(session, plannedAt);
        });
    }

    /// <summary>Nobody comes any more, who waits goes, and who is here leaves; whose start is under way, once it is known how that ended.</summary>
    public void SendHome()
    {
        Follow(null);
        _isClosing = true;
        Dismiss();
        if (_running is { } running && (running.HasBegun || running.IsSettled))
        {
            End(running);
        }
    }

    /// <summary>The run waits no longer for the answers that are missing.</summary>
    /// <param name="isInterrupted">It did not wait at all.</param>
    public void GiveUp(bool isInterrupted)
    {
        Dismiss();
        foreach (var session in Unconfirmed)
        {
            Settle(session, isInterrupted ? MeasuredEnd.CutOff : MeasuredEnd.Unanswered);
        }
    }

    /// <summary>The charge point is switched off: whoever is here is nobody's concern any more.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        Follow(null);
        Dismiss();
        foreach (var session in Unconfirmed)
        {
            Settle(session, MeasuredEnd.CutOff);
        }

        if (_running is { } running)
        {
            running.Look?.Cancel();
            _running = null;
            Interlocked.Decrement(ref tally.Running);
        }
    }

    /// <summary>The connector, or the charge point, is in another state than before.</summary>
    public void Changed()
    {
        if (_running is not { } running)
        {
            if (_waiting.Count > 0 && IsFree)
            {
                chargePoint.After(TimeSpan.Zero, BeginWaiting);
            }

            return;
        }

        NoteBegin();
        if (running.WasPlugged && IsGone)
        {
            Over(running);
        }
    }

    /// <summary>The charge point is online: who stands before it tries again, who waited for that tries now.</summary>
    public void Online() => chargePoint.After(TimeSpan.Zero, () =>
    {
        if (_running is { HasBegun: false, IsSettled: false } running)
        {
            running.IdleSince = null;
            chargePoint.Users.PresentIdTag(connector, running.Session.IdTag);
        }

        BeginWaiting();
    });

    /// <summary>The Central System did not let an idTag in.</summary>
    /// <param name="idTag">Which.</param>
    /// <param name="end">Refused, or not answered.</param>
    /// <returns>False when nobody with this idTag waits for that here.</returns>
    public bool NotAuthorized(string idTag, MeasuredEnd end)
    {
        if (_running is not { HasBegun: false, IsSettled: false } running || !string.Equals(running.Session.IdTag, idTag, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Settle(running, end);
        return true;
    }

    /// <summary>The Central System answered a StartTransaction of this connector; it may be that of somebody who has left meanwhile.</summary>
    public void Confirmed(DateTimeOffset startedAt, bool isAccepted)
    {
        // An answer that is there at once comes before the status that follows from the transaction.
        NoteBegin();
        if (Unconfirmed.FirstOrDefault(session => session.HasBegun && session.StartedAt == startedAt) is { } session)
        {
            Settle(session, isAccepted ? MeasuredEnd.Ok : MeasuredEnd.Refused);
        }
    }

    /// <summary>A transaction that runs is that of whoever is here.</summary>
    private void NoteBegin()
    {
        if (_running is not { HasBegun: false } running || connector.Transaction is not { } transaction)
        {
            return;
        }

        (running.HasBegun, running.BeganAt, running.BeganAtWh, running.StartedAt) = (true, Now, connector.Meter.Read().RegisterWh, transaction.StartedAt);
        if (Since(running.PlannedAt) > LateAfter)
        {
            Late(running);
        }

        LookAgain(running, TimeSpan.Zero);
    }

    /// <summary>Those of whose start nobody knows yet how it ends, the oldest first.</summary>
    private IEnumerable<Running> Unconfirmed => [.. _unconfirmed ?? [], .. _running is { IsSettled: false } running ? [running] : Array.Empty<Running>()];

    private bool IsGone => !connector.IsPlugged && connector.Transaction is null;

    private bool IsFree => chargePoint.Power.IsOn && connector is { IsPlugged: false, Status: ChargePointStatus.Available };

    /// <summary>An event of the load keeps the charge point away.</summary>
    private bool IsAwayByUs => !chargePoint.Power.IsOn || chargePoint.Outbox is { IsConnected: false, IsEndedByUs: true };

    private TimeSpan MessageTimeout => TimeSpan.FromSeconds(chargePoint.Configuration.Number("MessageTimeout"));

    private long Now => chargePoint.Fleet.Time.GetTimestamp();

    private void ExpectNext()
    {
        _arrival?.Cancel();
        if (_plan?.MoveNext() != true)
        {
            _plan = null;
            return;
        }

        _arrival = chargePoint.After(-Since(Later(_planBegan, _plan.Current.At)), ArriveByPlan);
    }

    private void ArriveByPlan()
    {
        var session = _plan!.Current;
        ExpectNext();
        Arrive(session, Later(_planBegan, session.At));
    }

    private void Arrive(PlannedSession session, long plannedAt)
    {
        if (_isAbandoned)
        {
            return;
        }

        Interlocked.Increment(ref tally.Planned);
        if (_running is null && IsFree)
        {
            Begin(session, plannedAt, plannedAt);
        }
        else if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue((session, plannedAt));
            Interlocked.Increment(ref tally.Waiting);
        }
        else
        {
            Interlocked.Increment(ref tally.TurnedAway);
            Interlocked.Increment(ref tally.Late);
            meter.LeftOut(chargePoint, TrafficMeter.SessionStart);
        }
    }

    /// <summary>Who waits for the connector goes; they stay counted as those whose turn did not come.</summary>
    private void Dismiss()
    {
        for (; _waiting.Count > 0; _waiting.Dequeue())
        {
            Interlocked.Increment(ref tally.Late);
            meter.LeftOut(chargePoint, TrafficMeter.SessionStart);
        }
    }

    private void BeginWaiting()
    {
        if (_running is null && IsFree && _waiting.TryDequeue(out var next))
        {
            Interlocked.Decrement(ref tally.Waiting);
            Begin(next.Session, next.PlannedAt, Now);
        }
    }

    /// <param name="session">Whose.</param>
    /// <param name="plannedAt">Timestamp at which they were due.</param>
    /// <param name="freeAt">Timestamp at which nothing of this side kept them waiting any more.</param>
    private void Begin(PlannedSession session, long plannedAt, long freeAt)
    {
        var running = new Running(session, plannedAt, freeAt);
        _running = running;
        Interlocked.Increment(ref tally.Running);
        meter.Began(chargePoint, TrafficMeter.SessionStart);
        connector.Meter.Car = session.Vehicle(chargePoint.Settings.Supply);
        connector.Plug();
        running.WasPlugged = true;
        chargePoint.Users.PresentIdTag(connector, session.IdTag);
        LookAgain(running, Look);
    }

    private void LookAgain(Running running, TimeSpan wait)
    {
        running.Look?.Cancel();
        running.Look = chargePoint.After(wait, () => LookAt(running));
    }

    /// <summary>Whether the session is over, or has failed; if not, looks again when it may be.</summary>
    private void LookAt(Running running)
    {
        if (!ReferenceEquals(_running, running))
        {
            return;
        }

        if (IsGone)
        {
            Over(running);
        }
        else if (connector.Transaction is null)
        {
            // Not answered, or ended by somebody else; nobody waits for ever, but for a charge point that we took away.
            running.IdleSince = IsAwayByUs ? null : running.IdleSince ?? Now;
            if (running.IsTurnedDown || (running.IdleSince is { } idle && Since(idle) > 2 * MessageTimeout))
            {
                Leave();
            }

            LookAgain(running, Look);
        }
        else if (!_isClosing && !running.IsTurnedDown && Need(running) is { } wait && wait > TimeSpan.Zero)
        {
            LookAgain(running, wait < ShortestLook ? ShortestLook : wait > LongestLook ? LongestLook : wait);
        }
        else
        {
            End(running);
        }
    }

    /// <summary>How much longer the vehicle wants to charge, by what is known now.</summary>
    private TimeSpan Need(Running running)
    {
        var reading = connector.Meter.Read();
        var byTime = running.Session.Stays is { } stays ? stays - Since(running.BeganAt) : TimeSpan.MaxValue;
        if (reading.StateOfCharge >= 1)
        {
            return TimeSpan.Zero;
        }

        // By the most it could take: what it takes now may be its first second, or a limit that is lifted.
        var power = connector.Meter.Car is { } car
            ? Math.Min(car.MaxCurrent, reading.Offered) * reading.Voltages.Take(reading.Phases).Sum() * chargePoint.Settings.EnergyScale : 0;
        var byEnergy = running.Session.EnergyWh is not { } energy ? TimeSpan.MaxValue
            : running.BeganAtWh + energy - reading.RegisterWh is var missing && missing <= 0 ? TimeSpan.Zero
            : power <= 0 ? Look
            : TimeSpan.FromHours(Math.Min(24, missing / power));
        return byTime < byEnergy ? byTime : byEnergy;
    }

    private void End(Running running)
    {
        if (connector.Transaction is { } transaction)
        {
            // Without power the reader is off; then the next look tries again.
            chargePoint.Users.PresentIdTag(connector, transaction.IdTag);
        }
        else
        {
            Leave();
        }

        if (ReferenceEquals(_running, running))
        {
            LookAgain(running, Look);
        }
    }

    private void Leave()
    {
        if (connector.HeldFor is { } held)
        {
            // A refused start left the cable locked; whoever began frees it.
            chargePoint.Users.PresentIdTag(connector, held.IdTag);
        }

        if (connector.IsPlugged)
        {
            chargePoint.Users.Unplug(connector);
        }
    }

    private void Over(Running running)
    {
        running.Look?.Cancel();
        _running = null;
        Interlocked.Decrement(ref tally.Running);
        if (!running.HasBegun)
        {
            Late(running);
            if (!running.IsSettled)
            {
                Settle(running, MeasuredEnd.Unanswered);
            }
        }
        else if (!running.IsSettled)
        {
            // The answer may still come, and is the slowest of all when it does.
            (_unconfirmed ??= []).Add(running);
        }

        // Not at once: the status that led here is still being told.
        chargePoint.After(TimeSpan.Zero, BeginWaiting);
    }

    /// <summary>It is known how a start ended.</summary>
    private void Settle(Running session, MeasuredEnd end)
    {
        (session.IsSettled, session.IsTurnedDown) = (true, end is MeasuredEnd.Refused or MeasuredEnd.Unanswered);
        _unconfirmed?.Remove(session);

        // The time without a connection is not the Central System's; what it did not answer counts with the time-out.
        var took = Since(Math.Max(session.FreeAt, chargePoint.Boot.OnlineSince));
        meter.Ended(chargePoint, TrafficMeter.SessionStart, end, end == MeasuredEnd.Unanswered && took < MessageTimeout ? MessageTimeout : took);
        if (session.IsTurnedDown && ReferenceEquals(_running, session))
        {
            // A charge point may end the transaction by itself before they leave.
            LookAgain(session, Look);
        }
    }

    private void Late(Running running)
    {
        if (!running.IsLate)
        {
            running.IsLate = true;
            Interlocked.Increment(ref tally.Late);
        }
    }

    private TimeSpan Since(long timestamp) => chargePoint.Fleet.Time.GetElapsedTime(timestamp, Now);

    private long Later(long timestamp, TimeSpan by) => timestamp + (long)(by.TotalSeconds * chargePoint.Fleet.Time.TimestampFrequency);

    private sealed class Running(PlannedSession session, long plannedAt, long freeAt)
    {
        public PlannedSession Session { get; } = session;

        public long PlannedAt { get; } = plannedAt;

        public long FreeAt { get; } = freeAt;

        public bool WasPlugged { get; set; }

        public bool HasBegun { get; set; }

        public long BeganAt { get; set; }

        public double BeganAtWh { get; set; }

        /// <summary>As its StartTransaction tells it.</summary>
        public DateTimeOffset StartedAt { get; set; }

        /// <summary>It is known how the start ended.</summary>
        public bool IsSettled { get; set; }

        /// <summary>It was refused, or nobody answered.</summary>
        public bool IsTurnedDown { get; set; }

        public bool IsLate { get; set; }

        /// <summary>Plugged in without a transaction since then.</summary>
        public long? IdleSince { get; set; }

        public ScheduledWork? Look { get; set; }
    }
}
