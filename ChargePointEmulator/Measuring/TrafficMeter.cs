using System.Collections.Concurrent;
using System.Collections.Frozen;
using ChargePointEmulator.Fleet;
using Ocpp;
using Ocpp.Rpc;

namespace ChargePointEmulator.Measuring;

/// <summary>How something ended that is no single CALL.</summary>
internal enum MeasuredEnd
{
    Ok,

    /// <summary>The Central System said no.</summary>
    Refused,

    /// <summary>The Central System did not say anything.</summary>
    Unanswered,

    /// <summary>We cut it off.</summary>
    CutOff,
}

/// <summary>Counts and times the traffic of a fleet. Memory is bounded, whatever the Central System does.</summary>
/// <remarks>Each processor has a shard of its own, so that charge points do not wait for each other; a reader adds them up.</remarks>
internal sealed class TrafficMeter(TimeProvider time) : IFleetObserver
{
    /// <summary>Name under which handshakes are counted.</summary>
    public const string Handshake = "Handshake";

    /// <summary>Name under which the way of a charge point is counted, from its first handshake to the answer that accepts it.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Name under which the whole way of a session to its confirmed StartTransaction is counted.</summary>
    public const string SessionStart = "SessionStart";

    /// <summary>Outcome of a CALL that ended well.</summary>
    public const string Answered = "answered";

    private const int MostErrorGroups = 100;
    private const int MostErrorLetters = 200;
    private const string OtherErrors = "(other errors)";

    private static readonly string[] Names = [Handshake, Accepted, .. OcppActions.All.Select(action => action.Name), SessionStart];
    private static readonly FrozenDictionary<string, int> IndexOf = Names.Index().ToFrozenDictionary(each => each.Item, each => each.Index);

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Shard(Names.Length))];
    private readonly ConcurrentDictionary<(string Action, string Text), (long Count, string Example)> _errors = new();
    private readonly SlowestCalls _slowest = new();
    private long _connected;
    private long _disconnects;
    private long _received;
    private volatile bool _isWaitOver;
    private volatile bool _isOver;

    /// <summary>Names of all that is counted.</summary>
    public static IReadOnlyList<string> CountedNames => Names;

    /// <summary>Connections at this moment.</summary>
    public long Connected => Interlocked.Read(ref _connected);

    public IReadOnlyList<SlowCall> Slowest => _slowest.Read();

    /// <summary>Groups of errors, the most frequent first.</summary>
    public IReadOnlyList<ErrorGroup> Errors =>
        [.. _errors.Select(each => new ErrorGroup(each.Key.Action, each.Key.Text, each.Value.Count, each.Value.Example)).OrderByDescending(group => group.Count).ThenBy(group => group.Text, StringComparer.Ordinal)];

    /// <summary>The run waited as long as it was told to: what it cuts off from now on counts as not answered.</summary>
    public void WaitIsOver() => _isWaitOver = true;

    /// <summary>From now on nothing counts.</summary>
    public void End() => _isOver = true;

    public TrafficFigures Read() => new([.. Names.Select(Sum)]) { Disconnects = Interlocked.Read(ref _disconnects), Received = Interlocked.Read(ref _received) };

    public void HandshakeEnded(EmulatedChargePoint chargePoint, TimeSpan took, string? refusal)
    {
        if (refusal is null)
        {
            Interlocked.Increment(ref _connected);
        }

        if (_isOver)
        {
            return;
        }

        var counts = CountsOf(chargePoint, Handshake);
        Interlocked.Increment(ref counts.Begun);
        Interlocked.Increment(ref refusal is null ? ref counts.Ok : ref counts.Errors);
        counts.Latency.Add(took);
        if (refusal is not null)
        {
            Group(Handshake, Cut(refusal), chargePoint.Identity);
        }
    }

    public void Disconnected(EmulatedChargePoint chargePoint, bool isOurs)
    {
        Interlocked.Decrement(ref _connected);
        if (!isOurs && !_isOver)
        {
            Interlocked.Increment(ref _disconnects);
        }
    }

    public void Online(EmulatedChargePoint chargePoint)
    {
    }

    public void FrameSent(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (frame.Kind == FrameKind.Call && !_isOver && IndexOf.ContainsKey(frame.Action))
        {
            Interlocked.Increment(ref CountsOf(chargePoint, frame.Action).Begun);
        }
    }

    public void FrameReceived(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (frame.Kind == FrameKind.Call)
        {
            Interlocked.Increment(ref _received);
        }
    }

    public void CallEnded(EmulatedChargePoint chargePoint, OutgoingCall call, CallOutcome outcome, TimeSpan sinceDue, bool isOurs)
    {
        if (_isOver)
        {
            return;
        }

        var counts = CountsOf(chargePoint, call.Action.Name);
        if (outcome is CallOutcome.ConnectionLost cut && isOurs && !_isWaitOver)
        {
            // Nobody's fault. What had not left yet is as if it had never been due.
            Interlocked.Add(ref counts.CutOff, cut.WasSent ? 1 : 0);
            return;
        }

        var (text, count) = EndOf(outcome, isOurs);
        Interlocked.Increment(ref count(counts));

        // Nobody knows how long an answer would have taken that did not come; with less than its time-out, a dead Central System would look fast.
        var took = outcome is CallOutcome.ConnectionLost && call.Timeout is { } timeout && timeout > sinceDue ? timeout : sinceDue;
        counts.Latency.Add(took);
        _slowest.Offer(chargePoint, call, took, text, time);
        if (outcome is not CallOutcome.Answered)
        {
            Group(call.Action.Name, text, $"{chargePoint.Identity} {call.Id.Text}");
        }
    }

    public void AnsweredLate(EmulatedChargePoint chargePoint, OutgoingCall call)
    {
        if (!_isOver)
        {
            Interlocked.Increment(ref CountsOf(chargePoint, call.Action.Name).Late);
        }
    }

    /// <summary>Something that is no single CALL began.</summary>
    public void Began(EmulatedChargePoint chargePoint, string name)
    {
        if (!_isOver)
        {
            Interlocked.Increment(ref CountsOf(chargePoint, name).Begun);
        }
    }

    /// <summary>What began has ended.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="name">What.</param>
    /// <param name="end">How.</param>
    /// <param name="took">What it counts with.</param>
    public void Ended(EmulatedChargePoint chargePoint, string name, MeasuredEnd end, TimeSpan took)
    {
        if (_isOver)
        {
            return;
        }

        var counts = CountsOf(chargePoint, name);
        switch (end)
        {
            case MeasuredEnd.CutOff:
                Interlocked.Increment(ref counts.CutOff);
                return;
            case MeasuredEnd.Ok:
                Interlocked.Increment(ref counts.Ok);
                break;
            case MeasuredEnd.Refused:
                Interlocked.Increment(ref counts.Errors);
                break;
            default:
                Interlocked.Increment(ref counts.TimedOut);
                break;
        }

        counts.Latency.Add(took);
    }

    /// <summary>Something was due and did not begin.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="name">What.</param>
    /// <param name="took">What it counts with where the Central System is to blame: the time-out.</param>
    public void LeftOut(EmulatedChargePoint chargePoint, string name, TimeSpan? took = null)
    {
        if (_isOver)
        {
            return;
        }

        var counts = CountsOf(chargePoint, name);
        Interlocked.Increment(ref counts.Unsent);
        if (took is { } wait)
        {
            counts.Latency.Add(wait);
        }
    }

    private delegate ref long Counter(Counts counts);

    /// <summary>How a CALL ended, in words, and where that is counted.</summary>
    private static (string Text, Counter Count) EndOf(CallOutcome outcome, bool isOurs) => outcome switch
    {
        CallOutcome.Answered => (Answered, static counts => ref counts.Ok),
        CallOutcome.Refused refused => (Cut(refused.Description.Length == 0 ? $"CALLERROR {refused.Code}" : $"CALLERROR {refused.Code}: {refused.Description}"), static counts => ref counts.Errors),
        CallOutcome.Unreadable unreadable => (Cut($"unreadable answer: {unreadable.Problem}"), static counts => ref counts.Errors),
        CallOutcome.TimedOut => ("no answer in time", static counts => ref counts.TimedOut),
        CallOutcome.ConnectionLost { WasSent: false } => (isOurs ? "its turn did not come until the end" : "connection lost before its turn", static counts => ref counts.Unsent),
        _ => isOurs ? ("no answer until the end", static counts => ref counts.TimedOut) : ("connection lost before the answer", static counts => ref counts.Lost),
    };

    private static string Cut(string text) => text.Length > MostErrorLetters ? text[..MostErrorLetters] : text;

    private void Group(string action, string text, string example)
    {
        var key = (action, text);
        if (!_errors.ContainsKey(key) && _errors.Count >= MostErrorGroups)
        {
            // Texts with a number in them would otherwise gather for ever.
            key = (action, OtherErrors);
        }

        _errors.AddOrUpdate(key, _ => (1, example), (_, group) => group with { Count = group.Count + 1 });
    }

    private Counts CountsOf(EmulatedChargePoint chargePoint, string name) => _shards[chargePoint.Number % _shards.Length].Of(IndexOf[name]);

    private ActionFigures Sum(string name)
    {
        var index = IndexOf[name];
        var figures = new ActionFigures { Name = name };
        var latencies = new long[LatencyHistogram.Buckets];
        var (longest, begun) = (TimeSpan.Zero, 0L);
        foreach (var counts in _shards.Select(shard => shard.OrNone(index)).OfType<Counts>())
        {
            figures = figures with
            {
                Ok = figures.Ok + Interlocked.Read(ref counts.Ok),
                Errors = figures.Errors + Interlocked.Read(ref counts.Errors),
                TimedOut = figures.TimedOut + Interlocked.Read(ref counts.TimedOut),
                Lost = figures.Lost + Interlocked.Read(ref counts.Lost),
                CutOff = figures.CutOff + Interlocked.Read(ref counts.CutOff),
                Unsent = figures.Unsent + Interlocked.Read(ref counts.Unsent),
                Late = figures.Late + Interlocked.Read(ref counts.Late),
            };
            begun += Interlocked.Read(ref counts.Begun);
            var here = counts.Latency.AddTo(latencies);
            longest = here > longest ? here : longest;
        }

        // Counted since: what began after its end was read is not open, but not there yet.
        figures = figures with { Open = Math.Max(0, begun - figures.Sent) };
        return figures.IsEmpty ? figures : figures with { Latency = new Latencies(latencies, longest) };
    }

    /// <summary>What one shard counts of one name. Fields, so that they can be counted without a lock.</summary>
    private sealed class Counts
    {
        public long Begun;
        public long Ok;
        public long Errors;
        public long TimedOut;
        public long Lost;
        public long CutOff;
        public long Unsent;
        public long Late;

        public LatencyHistogram Latency { get; } = new();
    }

    private sealed class Shard(int names)
    {
        private readonly Counts?[] _counts = new Counts?[names];

        public Counts? OrNone(int index) => Volatile.Read(ref _counts[index]);

        /// <summary>Most actions never occur; what counts them is made when they do.</summary>
        public Counts Of(int index) => OrNone(index) ?? Interlocked.CompareExchange(ref _counts[index], new Counts(), null) ?? _counts[index]!;
    }
}
