using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>Runs a load from its first stage to its last and tells, at any moment, how it goes.</summary>
internal sealed class LoadRunner : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>CALLs that are given up end at once; on a machine that does much else, at once takes its time.</summary>
    private static readonly TimeSpan HangUpLimit = TimeSpan.FromSeconds(10);

    private readonly LoadProfile _profile;
    private readonly TimeProvider _time;
    private readonly TrafficMeter _meter;
    private readonly SessionTally _tally = new();
    private readonly TraceWriter? _trace;
    private readonly FaultLog _faults = new();
    private readonly LoadFleet _fleet;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _lock = new();
    private readonly List<StageResult> _stages = [];
    private readonly List<Recovery> _recoveries = [];
    private readonly List<ByHand> _byHand = [];

    /// <summary>Held while charge points get their traffic: keys and stages do not do so at once.</summary>
    private readonly Lock _sizing = new();
    private readonly List<(EventKind Kind, Task Running)> _happening = [];
    private readonly TimeSpan _processorAtStart = Environment.CpuUsage.TotalTime;
    private readonly DateTimeOffset _startedAt;
    private readonly long _began;
    private (TimeSpan Duration, FleetState Fleet)? _end;
    private StageResult? _drain;
    private (TimeSpan At, TrafficFigures Traffic, SessionFigures Sessions) _mark;
    private string _stage = "";
    private HoldStage? _hold;
    private int _holdIndex;
    private bool _isRamping;
    private bool _areStagesOver;
    private volatile bool _isDraining;
    private CancellationToken _ending;

    public LoadRunner(LoadProfile profile, TimeProvider time, TraceWriter? trace = null)
    {
        (_profile, _time, _trace) = (profile, time, trace);
        _meter = new TrafficMeter(time);
        _fleet = new LoadFleet(profile, time, _tally, _meter, trace, _faults);
        (_startedAt, _began) = (time.GetUtcNow(), time.GetTimestamp());
        _mark = (TimeSpan.Zero, _meter.Read(), SessionsOf(_meter.Read()));
    }

    public TrafficMeter Meter => _meter;

    public LoadFleet Fleet => _fleet;

    /// <summary>Charge points that <see cref="Resize"/> is asked for at once.</summary>
    public int Step => StepOf(_profile);

    public static int StepOf(LoadProfile profile) => Math.Clamp(profile.Fleet.Count / 10, 1, 100);

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
                Recoveries = [.. _recoveries],
                ByHand = [.. _byHand],
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
        _ending = ending.Token;
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

            await SettleAsync();
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
        lock (_sizing)
        {
            var isAtOnce = _stop.IsCancellationRequested || _isDraining;
            Note(isAtOnce ? "stop at once" : "stop", "");
            (isAtOnce ? _hurry : _stop).Cancel();
        }
    }

    /// <summary>Lets something happen beside the stages: what the file says of the first event of its kind, or else what is usual.</summary>
    /// <returns>Why it cannot happen; null when it does.</returns>
    public string? Happen(EventKind kind)
    {
        lock (_sizing)
        {
            if (_areStagesOver)
            {
                return "the stages are over";
            }

            var word = EventStage.WordOf(kind);
            if (_happening.Any(each => each.Kind == kind && !each.Running.IsCompleted))
            {
                return $"a {word} is under way";
            }

            var stage = (_profile.Stages.OfType<EventStage>().FirstOrDefault(each => each.Kind == kind) ?? Usual(kind)) with { Name = $"{word} by hand" };
            var (place, index) = (Note(FormattableString.Invariant($"{word} of {stage.Percent}%"), ""), _profile.Stages.Count + _happening.Count);
            _happening.Add((kind, Task.Run(() => HappenByHandAsync(stage, index, place))));
            return null;
        }
    }

    /// <summary>Switches on so many more charge points, or off so many where it is negative.</summary>
    /// <returns>Why that cannot be; null when it is done.</returns>
    public string? Resize(int by)
    {
        lock (_sizing)
        {
            if (_areStagesOver || _isRamping)
            {
                return _isRamping ? "the fleet is ramping" : "the stages are over";
            }

            var to = Math.Clamp(_fleet.SwitchedOn + by, 0, _profile.Fleet.Count);
            if (to == _fleet.SwitchedOn)
            {
                return to == 0 ? "all are off" : "all are on: the fleet has no more (count)";
            }

            Note($"{Texts.Number(Math.Abs(to - _fleet.SwitchedOn))} {(by > 0 ? "more" : "fewer")}", $"{Texts.Number(to)} on");
            while (_fleet.SwitchedOn < to)
            {
                Begin(_fleet.SwitchOn());
            }

            while (_fleet.SwitchedOn > to)
            {
                _fleet.SwitchOff();
            }

            return null;
        }
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
            _ => HappenAsync((EventStage)stage, index, interrupted),
        });
        if (index == _profile.Stages.Count - 1)
        {
            await SettleAsync();
        }

        return note;
    }

    /// <summary>Nothing more is done by hand; completes when what was is over.</summary>
    private Task SettleAsync()
    {
        lock (_sizing)
        {
            _areStagesOver = true;
            return Task.WhenAll(_happening.Select(each => each.Running));
        }
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
        SetRamping(true);
        var (from, began) = (_fleet.SwitchedOn, _time.GetTimestamp());
        var steps = Math.Abs(ramp.To - from);
        for (var step = 0; step < steps && !interrupted.IsCancellationRequested; step++)
        {
            await UntilAsync(began, ramp.Over * ShareOfTime(ramp.Curve, steps > 1 ? step / (steps - 1.0) : 1), interrupted);
            if (ramp.To > from)
            {
                Begin(_fleet.SwitchOn());
            }
            else
            {
                _fleet.SwitchOff();
            }
        }

        await UntilAsync(began, ramp.Over, interrupted);
        var missing = await AllAsync([.. _fleet.Members], member => member.ChargePoint.Outbox.IsOnline, ramp.Within, interrupted);
        SetRamping(false);
        return missing == 0 ? $"{_fleet.SwitchedOn} accepted" : $"{missing} of {_fleet.SwitchedOn} not accepted within {Texts.Duration(ramp.Within)}";
    }

    private void SetRamping(bool isRamping)
    {
        lock (_sizing)
        {
            _isRamping = isRamping;
        }
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
        Follow(hold, index);
        await _fleet.Clock.DelayAsync(hold.For, interrupted);
        return "";
    }

    /// <summary>From here on the traffic of the fleet is that of a hold, or none.</summary>
    private void Follow(HoldStage? hold, int index)
    {
        lock (_sizing)
        {
            (_hold, _holdIndex) = (hold, index);
            foreach (var member in _fleet.Members)
            {
                Begin(member);
            }
        }
    }

    /// <summary>The traffic of the hold that was last begins at a charge point.</summary>
    private void Begin(LoadChargePoint member)
    {
        var (hold, chargePoint) = (_hold, member.ChargePoint);
        chargePoint.Do(() =>
        {
            for (var connector = 1; connector <= member.Connectors.Count; connector++)
            {
                member.Connectors[connector - 1].Follow(hold is { SessionsPerHour: > 0 } ? SessionPlan.Of(_profile, _holdIndex, hold, chargePoint.Number, connector, member.Connectors.Count) : null);
            }

            var phase = hold?.HeartbeatEvery is { } every ? every * new SeededRandom(_profile.Seed, _holdIndex, chargePoint.Number).NextDouble() : default;
            member.Beat(hold?.HeartbeatEvery, phase);
        });
    }

    private async Task<string> HappenAsync(EventStage stage, int index, CancellationToken interrupted)
    {
        var met = Draw(stage, index);
        switch (stage.Kind)
        {
            case EventKind.Idle:
                Follow(null, index);
                await _fleet.Clock.DelayAsync(stage.For, interrupted);
                return "";
            case EventKind.Surge:
                foreach (var member in met)
                {
                    member.ChargePoint.Do(() => member.Connectors[0].Expect(SessionPlan.OfSurge(_profile, index, stage, member.ChargePoint.Number)));
                }

                await _fleet.Clock.DelayAsync(stage.For > stage.Over ? stage.For : stage.Over, interrupted);
                return $"{met.Length} arrivals";
            case EventKind.Blackout:
                return await RecoverAsync(stage, met, await BlackOutAsync(stage, met, index, interrupted), interrupted);
            case EventKind.ReconnectStorm:
                met = [.. met.Where(member => member.ChargePoint.Outbox.IsConnected)];
                var before = TimesOnline(met);
                foreach (var member in met)
                {
                    var pause = stage.ReconnectWithin * Chance(index, member);
                    member.ChargePoint.Do(() => member.ChargePoint.Outbox.Abort(pause));
                }

                return await RecoverAsync(stage, met, before, interrupted);
            default:
                return await RecoverAsync(stage, met, await RestartAsync(stage, met, interrupted), interrupted);
        }
    }

    /// <summary>The mains fail and come back; gives how often each was online before.</summary>
    private async Task<int[]> BlackOutAsync(EventStage stage, LoadChargePoint[] met, int index, CancellationToken interrupted)
    {
        var before = new int[met.Length];
        for (var i = 0; i < met.Length; i++)
        {
            var (member, place) = (met[i], i);
            member.ChargePoint.Do(() =>
            {
                member.ChargePoint.Power.Fail(hasBackup: false);

                // From here on: another blackout that meets it as well may bring it back before this one does.
                before[place] = member.TimesOnline;
            });
        }

        await _fleet.Clock.DelayAsync(stage.For, interrupted);
        foreach (var member in met)
        {
            var (wait, chargePoint) = (stage.ReconnectWithin * Chance(index, member), member.ChargePoint);
            chargePoint.After(wait, chargePoint.Power.Return);
        }

        return before;
    }

    private async Task<int[]> RestartAsync(EventStage stage, LoadChargePoint[] met, CancellationToken interrupted)
    {
        var (began, before) = (_time.GetTimestamp(), new int[met.Length]);
        for (var i = 0; i < met.Length && !interrupted.IsCancellationRequested; i++)
        {
            await UntilAsync(began, stage.Over * i / Math.Max(1, met.Length - 1), interrupted);
            var chargePoint = met[i].ChargePoint;
            before[i] = met[i].TimesOnline;
            chargePoint.Do(() =>
            {
                chargePoint.Transactions.StopAll(Ocpp.Messages.Reason.Reboot);
                ResetHandler.Down(chargePoint, "rolling restart", chargePoint.Settings.RestartTime);
            });
        }

        return before;
    }

    private async Task<string> RecoverAsync(EventStage stage, LoadChargePoint[] met, int[] before, CancellationToken interrupted)
    {
        if (met.Length == 0)
        {
            // A recovery of nobody would hold whatever it has to be.
            return "met nobody";
        }

        var ended = _time.GetTimestamp();
        var missing = await AllAsync(met, (member, index) => member.TimesOnline > before[index] || !_fleet.IsOn(member), stage.Within, interrupted);
        var last = met.Max(member => member.OnlineSince);
        var recovery = new Recovery(stage.Name, stage.Kind, met.Length, missing > 0 ? null : last > ended ? _time.GetElapsedTime(ended, last) : TimeSpan.Zero, missing);
        lock (_lock)
        {
            _recoveries.Add(recovery);
        }

        return recovery.Took is { } took ? $"{met.Length} back after {Texts.Duration(took)}" : $"{missing} of {met.Length} not back within {Texts.Duration(stage.Within)}";
    }

    private static EventStage Usual(EventKind kind) =>
        new("", kind) { For = TimeSpan.FromSeconds(10), ReconnectWithin = TimeSpan.FromSeconds(30), Over = TimeSpan.FromSeconds(10), Within = LoadReader.DefaultRecovery };

    private async Task HappenByHandAsync(EventStage stage, int index, int place)
    {
        var result = await HappenAsync(stage, index, _ending);
        lock (_lock)
        {
            _byHand[place] = _byHand[place] with { Result = _ending.IsCancellationRequested ? "interrupted" : result };
        }
    }

    /// <summary>Remembers what was done by hand; gives its place.</summary>
    private int Note(string what, string result)
    {
        lock (_lock)
        {
            _byHand.Add(new ByHand(Elapsed, what, result));
            return _byHand.Count - 1;
        }
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

        var missing = await AllAsync(members, member => member.IsQuiet, _profile.Drain, interrupted);
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

        await AllAsync(waiting, member => !member.HasCalls, HangUpLimit, CancellationToken.None);
        foreach (var member in members)
        {
            member.GiveUp(isInterrupted);
        }
    }

    /// <summary>Those an event meets: a share of the fleet that the seed decides.</summary>
    private LoadChargePoint[] Draw(EventStage stage, int index)
    {
        var members = _fleet.Members.ToArray();
        var count = (int)Math.Round(members.Length * stage.Percent / 100);
        return count == members.Length ? members
            : [.. members.Select(member => (Member: member, Place: new SeededRandom(_profile.Seed, index, member.ChargePoint.Number, 0).NextDouble())).OrderBy(each => each.Place).Take(count).Select(each => each.Member).OrderBy(member => member.ChargePoint.Number)];
    }

    private double Chance(int index, LoadChargePoint member) => new SeededRandom(_profile.Seed, index, member.ChargePoint.Number).NextDouble();

    private static int[] TimesOnline(LoadChargePoint[] members) => [.. members.Select(member => member.TimesOnline)];

    private Task<int> AllAsync(LoadChargePoint[] members, Func<LoadChargePoint, bool> holds, TimeSpan within, CancellationToken interrupted) =>
        AllAsync(members, (member, _) => holds(member), within, interrupted);

    /// <summary>Waits until something holds for all; gives for how many it does not.</summary>
    private async Task<int> AllAsync(LoadChargePoint[] members, Func<LoadChargePoint, int, bool> holds, TimeSpan within, CancellationToken interrupted)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var missing = members.Where((member, index) => !holds(member, index)).Count();
            if (missing == 0 || _time.GetElapsedTime(began) >= within || interrupted.IsCancellationRequested)
            {
                return missing;
            }

            await _fleet.Clock.DelayAsync(Look, interrupted);
        }
    }

    private Task UntilAsync(long began, TimeSpan due, CancellationToken interrupted) => _fleet.Clock.DelayAsync(due - _time.GetElapsedTime(began), interrupted);
}

/// <summary>Keeps the emulator's own errors: with one there is no verdict.</summary>
internal sealed class FaultLog : ILoggerFactory, ILogger
{
    private const int Kept = 20;

    private readonly Lock _lock = new();
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Read()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    public void Add(string fault)
    {
        lock (_lock)
        {
            if (_faults.Count < Kept)
            {
                _faults.Add(fault);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Add(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
