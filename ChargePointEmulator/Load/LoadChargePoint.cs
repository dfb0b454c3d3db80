using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>A charge point under load: the whole emulated one, and what makes it busy.</summary>
internal sealed class LoadChargePoint : IAsyncDisposable
{
    /// <summary>CALLs that may wait before another Heartbeat is left out; a station would not gather more.</summary>
    private const int MostOutstanding = 16;

    private readonly CancellationTokenSource _stop = new();
    private readonly TrafficMeter _meter;
    private Task _running = Task.CompletedTask;
    private ScheduledWork? _beat;
    private long _firstTryAt;
    private long _onlineSince;
    private int _timesOnline;
    private bool _isAcceptanceKnown;

    public LoadChargePoint(EmulatedChargePoint chargePoint, SessionTally tally, TrafficMeter meter)
    {
        (ChargePoint, _meter) = (chargePoint, meter);
        Connectors = [.. chargePoint.Connectors.Select(connector => new ConnectorSessions(chargePoint, connector, tally, meter))];
    }

    /// <summary>Switches it on.</summary>
    public void Start()
    {
        _meter.Began(ChargePoint, TrafficMeter.Accepted);
        _running = new ConnectionLoop(ChargePoint).RunAsync(_stop.Token);
    }

    public EmulatedChargePoint ChargePoint { get; }

    /// <summary>Its people, by connector from 1.</summary>
    public IReadOnlyList<ConnectorSessions> Connectors { get; }

    /// <summary>How often it has become online.</summary>
    public int TimesOnline => Volatile.Read(ref _timesOnline);

    /// <summary>Timestamp at which it last became online.</summary>
    public long OnlineSince => Volatile.Read(ref _onlineSince);

    /// <summary>Under the lock: it is accepted and may send.</summary>
    public void Online()
    {
        Volatile.Write(ref _onlineSince, ChargePoint.Fleet.Time.GetTimestamp());
        Interlocked.Increment(ref _timesOnline);
        EndAcceptance(MeasuredEnd.Ok);
        foreach (var connector in Connectors)
        {
            connector.Online();
        }
    }

    /// <summary>A handshake ended, well or not. What came before the first, the pace of handshakes, is not the Central System's.</summary>
    public void HandshakeEnded(TimeSpan took) => Interlocked.CompareExchange(ref _firstTryAt, Later(ChargePoint.Fleet.Time.GetTimestamp(), -took), 0);

    /// <summary>Under the lock: the Central System did not let an idTag in.</summary>
    public void NotAuthorized(string idTag, MeasuredEnd end)
    {
        foreach (var connector in Connectors)
        {
            if (connector.NotAuthorized(idTag, end))
            {
                return;
            }
        }
    }

    /// <summary>Heartbeats at a pace of their own, whether or not the last one was answered.</summary>
    /// <param name="every">Between two; null for none.</param>
    /// <param name="phase">Until the first.</param>
    public void Beat(TimeSpan? every, TimeSpan phase)
    {
        _beat?.Cancel();
        if (every is { } pace)
        {
            ExpectBeat(Later(ChargePoint.Fleet.Time.GetTimestamp(), phase), pace);
        }
    }

    /// <summary>Nothing waits to be sent, and nobody is here.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (ChargePoint.Gate)
            {
                return ChargePoint.Queue.Count == 0 && ChargePoint.Outbox.Outstanding == 0 && !Connectors.Any(connector => connector.IsBusy);
            }
        }
    }

    /// <summary>A CALL of it waits for its answer, or for its turn.</summary>
    public bool HasCalls
    {
        get
        {
            lock (ChargePoint.Gate)
            {
                return ChargePoint.Outbox.Outstanding > 0;
            }
        }
    }

    /// <summary>Ends its connection for good; its CALLs end at once.</summary>
    public void HangUp()
    {
        ChargePoint.Do(() => ChargePoint.Outbox.Close("the load is over"));
        _stop.Cancel();
    }

    /// <summary>The run waits no longer for the answers that are missing.</summary>
    /// <param name="isInterrupted">It did not wait at all.</param>
    public void GiveUp(bool isInterrupted) => ChargePoint.Do(() =>
    {
        foreach (var connector in Connectors)
        {
            connector.GiveUp(isInterrupted);
        }

        EndAcceptance(isInterrupted ? MeasuredEnd.CutOff : MeasuredEnd.Unanswered);
    });

    /// <summary>Switches it off in order; completes when its connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        ChargePoint.Do(() =>
        {
            _beat?.Cancel();
            foreach (var connector in Connectors)
            {
                connector.Abandon();
            }

            EndAcceptance(MeasuredEnd.Unanswered);
            ChargePoint.Outbox.Close("switched off");
        });
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private TimeSpan SinceFirstTry => Interlocked.Read(ref _firstTryAt) is var began and not 0 ? ChargePoint.Fleet.Time.GetElapsedTime(began) : TimeSpan.Zero;

    /// <summary>Under the lock: it is known how the first attempt to be accepted ended.</summary>
    private void EndAcceptance(MeasuredEnd end)
    {
        if (!_isAcceptanceKnown)
        {
            _isAcceptanceKnown = true;
            _meter.Ended(ChargePoint, TrafficMeter.Accepted, end, SinceFirstTry);
        }
    }

    private void ExpectBeat(long dueAt, TimeSpan pace)
    {
        var time = ChargePoint.Fleet.Time;
        _beat = ChargePoint.After(time.GetElapsedTime(time.GetTimestamp(), dueAt), () =>
        {
            // The next one counts from when this one was due, not from when it was noticed: the pace does not slacken.
            ExpectBeat(Later(dueAt, pace), pace);
            if (ChargePoint.Outbox.Outstanding >= MostOutstanding)
            {
                _meter.LeftOut(ChargePoint, "Heartbeat", TimeSpan.FromSeconds(ChargePoint.Configuration.Number("MessageTimeout")));
            }
            else
            {
                ChargePoint.Boot.SendHeartbeat(dueAt);
            }
        });
    }

    private long Later(long timestamp, TimeSpan by) => timestamp + (long)(by.TotalSeconds * ChargePoint.Fleet.Time.TimestampFrequency);
}
