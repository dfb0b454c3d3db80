using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>Runs a load from its first stage to its last and tells, at any moment, how it goes.</summary>
internal sealed class LoadRunner : IAsyncDisposable
{
    /// <summary>CALLs that are given up end at once; on a machine that does much else, at once takes its time.</summary>
    private static readonly TimeSpan HangUpLimit = TimeSpan.FromSeconds(10);

    private readonly LoadProfile _profile;
    private readonly TimeProvider _time;
    private readonly TrafficMeter _meter;
    private readonly SessionTally _tally = new();
    private readonly TraceWriter? _trace;
    private readonly FaultLog _faults = new();
    private readonly LoadFleet _fleet;
    private readonly LoadTraffic _traffic;
    private readonly LoadEvents _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _lock = new();
    private readonly List<StageResult> _stages = [];
    private readonly TimeSpan _processorAtStart = Environment.CpuUsage.TotalTime;
    private readonly DateTimeOffset _startedAt;
    private readonly long _began;
    private (TimeSpan Duration, FleetState Fleet)? _end;
    private StageResult? _drain;
    private (TimeSpan At, TrafficFigures Traffic, SessionFigures Sessions) _mark;
    private string _stage = "";
    private volatile bool _isDraining;
    private bool _isStopping;

    public LoadRunner(LoadProfile profile, TimeProvider time, TraceWriter? trace = null)
    {
        (_profile, _time, _trace) = (profile, time, trace);
        _meter = new TrafficMeter(time);
        _fleet = new LoadFleet(profile, time, _tally, _meter, trace, _faults);
        _traffic = new LoadTraffic(profile, _fleet);
        _events = new LoadEvents(profile, time, _fleet, _traffic);
        ByHand = new LoadByHand(profile, _fleet, _traffic, _events, () => Elapsed);
        (_startedAt, _began) = (time.GetUtcNow(), time.GetTimestamp());
        _mark = (TimeSpan.Zero, _meter.Read(), SessionsOf(_meter.Read()));
    }

    public TrafficMeter Meter => _meter;

    public LoadFleet Fleet => _fleet;

    /// <summary>What is done to it beside its stages.</summary>
    public LoadByHand ByHand { get; }

    /// <summary>How it goes at this moment; after the end, how it went.</summary>
    public LoadSummary Read(bool wasInterrupted = false)
    {
        lock (_lock)
        {
            var duration = _end?.Duration ?? Elapsed;
            var traffic = _meter.Read();
            var summary = new LoadSummary
            {
                Profile = _profile,
                StartedAt = _startedAt,
                Duration = duration,
                Stage = _stage,
                Fleet = _end?.Fleet ?? ReadFleet(duration),
                Traffic = traffic,
                Sessions = SessionsOf(traffic),
                Stages = [.. _stages],
                Drain = _drain,
                Recoveries = _events.Recoveries,
                ByHand = ByHand.Done,
                Errors = _meter.Errors,
                Slowest = _meter.Slowest,
                Faults = _faults.Read(),
                WasInterrupted = wasInterrupted,
                TraceLost = _trace?.Lost ?? 0,
            };
            return summary with { Thresholds = [.. _profile.Thresholds.Select(threshold => threshold.Judge(summary))] };
        }
    }

    /// <summary>Runs all stages; gives how it went. It never throws for what the Central System does.</summary>
    /// <param name="interrupted">Ends the run early; the summary says so.</param>
    public async Task<LoadSummary> RunAsync(CancellationToken interrupted)
    {
        using var hurrying = CancellationTokenSource.CreateLinkedTokenSource(interrupted, _hurry.Token);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(hurrying.Token, _stop.Token);
        ByHand.Ending = ending.Token;
        try
        {
            for (var index = 0; index < _profile.Stages.Count && !ending.IsCancellationRequested; index++)
            {
                var (stage, place) = (_profile.Stages[index], index);
                var result = await MeasureAsync(stage.Name, () => RunStageAsync(stage, place, ending.Token), ending.Token);
                lock (_lock)
                {
                    _stages.Add(result);
                }

                if (_fleet.SwitchedOn > 0 && _meter.Read().Of(TrafficMeter.Handshake).Ok == 0)
                {
                    // Nobody got in: the rest would take its time and say nothing more.
                    break;
                }
            }

            await ByHand.SettleAsync();
            _isDraining = true;
            _drain = await MeasureAsync("drain", () => DrainAsync(hurrying.Token), hurrying.Token);
        }
        catch (Exception e)
        {
            // A fault of the emulator is no verdict on the Central System, and must not lose the report.
            _faults.Add(e.ToString());
        }

        _meter.End();
        End();
        return Read(ending.IsCancellationRequested);
    }

    /// <summary>Ends the run early: its stages at once, people leave as at its end. Asked for again, it does not wait for them either.</summary>
    public void Stop()
    {
        bool isAtOnce;
        lock (_lock)
        {
            isAtOnce = _isStopping || _isDraining;
            _isStopping = true;
            ByHand.Note(isAtOnce ? "stop at once" : "stop", "");
        }

        (isAtOnce ? _hurry : _stop).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_began);

    private SessionFigures SessionsOf(TrafficFigures traffic) => _tally.Read(traffic.Of(TrafficMeter.SessionStart));

    private FleetState ReadFleet(TimeSpan duration) => _fleet.Read(_meter.Connected) with
    {
        ResidentBytes = Environment.WorkingSet,
        Cores = (Environment.CpuUsage.TotalTime - _processorAtStart).TotalSeconds / Math.Max(0.001, duration.TotalSeconds),
    };

    /// <summary>From here on the time of the run, and what its fleet is, stand still.</summary>
    private void End()
    {
        lock (_lock)
        {
            _end ??= (Elapsed, ReadFleet(Elapsed));
        }
    }

    private async Task<string> RunStageAsync(Stage stage, int index, CancellationToken interrupted)
    {
        var note = await (stage switch
        {
            RampStage ramp => RampAsync(ramp, interrupted),
            HoldStage hold => HoldAsync(hold, index, interrupted),
            _ => _events.HappenAsync((EventStage)stage, index, interrupted),
        });
        if (index == _profile.Stages.Count - 1)
        {
            await ByHand.SettleAsync();
        }

        return note;
    }

    /// <summary>Runs a part of the run, which tells its result, and reads what happened in it.</summary>
    private async Task<StageResult> MeasureAsync(string name, Func<Task<string>> run, CancellationToken interrupted)
    {
        _stage = name;
        var before = _mark;
        var note = await run();

        // One moment ends this part and begins the next, so that together they are the whole.
        var traffic = _meter.Read();
        _mark = (_end?.Duration ?? Elapsed, traffic, SessionsOf(traffic));
        return new StageResult(name, before.At, _mark.At - before.At, traffic.Since(before.Traffic), _mark.Sessions.Since(before.Sessions), interrupted.IsCancellationRequested ? "interrupted" : note);
    }

    private async Task<string> RampAsync(RampStage ramp, CancellationToken interrupted)
    {
        ByHand.IsRamping = true;
        var (from, began) = (_fleet.SwitchedOn, _time.GetTimestamp());
        var steps = Math.Abs(ramp.To - from);
        for (var step = 0; step < steps && !interrupted.IsCancellationRequested; step++)
        {
            await _fleet.UntilAsync(began, ramp.Over * ShareOfTime(ramp.Curve, steps > 1 ? step / (steps - 1.0) : 1), interrupted);
            if (ramp.To > from)
            {
                _traffic.SwitchOn();
            }
            else
            {
                _traffic.SwitchOff();
            }
        }

        await _fleet.UntilAsync(began, ramp.Over, interrupted);
        var missing = await _fleet.AllAsync([.. _fleet.Members], member => member.ChargePoint.Outbox.IsOnline, ramp.Within, interrupted);
        ByHand.IsRamping = false;
        return missing == 0 ? $"{_fleet.SwitchedOn} accepted" : $"{missing} of {_fleet.SwitchedOn} not accepted within {Texts.Duration(ramp.Within)}";
    }

    /// <summary>When so much of a ramp is due.</summary>
    private static double ShareOfTime(RampCurve curve, double shareOfFleet) => curve switch
    {
        RampCurve.EaseIn => Math.Sqrt(shareOfFleet),
        RampCurve.EaseOut => 1 - Math.Sqrt(1 - shareOfFleet),
        _ => shareOfFleet,
    };

    private async Task<string> HoldAsync(HoldStage hold, int index, CancellationToken interrupted)
    {
        _traffic.Follow(hold, index);
        await _fleet.Clock.DelayAsync(hold.For, interrupted);
        return "";
    }

    /// <summary>After the last stage people go home, and what they caused is told.</summary>
    private async Task<string> DrainAsync(CancellationToken interrupted)
    {
        LoadChargePoint[] members = [.. _fleet.Members];
        foreach (var member in members)
        {
            member.ChargePoint.Do(() =>
            {
                member.Beat(null, default);
                foreach (var connector in member.Connectors)
                {
                    connector.SendHome();
                }
            });
        }

        var missing = await _fleet.AllAsync(members, member => member.IsQuiet, _profile.Drain, interrupted);
        End();
        await GiveUpAsync(members, interrupted.IsCancellationRequested);
        return missing == 0 ? "" : $"{missing} of {members.Length} not quiet within {Texts.Duration(_profile.Drain)}";
    }

    /// <summary>What is not answered by now ends, so that nothing that left is missing in the counts.</summary>
    private async Task GiveUpAsync(LoadChargePoint[] members, bool isInterrupted)
    {
        if (!isInterrupted)
        {
            _meter.WaitIsOver();
        }

        LoadChargePoint[] waiting = [.. members.Where(member => member.HasCalls)];
        foreach (var member in waiting)
        {
            member.HangUp();
        }

        await _fleet.AllAsync(waiting, member => !member.HasCalls, HangUpLimit, CancellationToken.None);
        foreach (var member in members)
        {
            member.GiveUp(isInterrupted);
        }
    }
}
