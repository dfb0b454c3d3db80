namespace Ocpp.Rpc;

/// <summary>CALLs of this side on one connection: one outstanding, the others in line behind it (OCPP-J §4.1.1).</summary>
/// <remarks>
/// Safe for concurrent use. It decides whose turn it is and when a wait has been too long; sending is the connection's.
/// One timer serves all CALLs of the connection, and is set again when it rings rather than for each: answers come long before.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="overdue">Told of the outstanding CALL whose answer did not come in time.</param>
internal sealed class PendingCalls(TimeProvider time, Action<OutgoingCall> overdue)
{
    /// <summary>How many timed-out CALLs are remembered so that a late answer finds its question.</summary>
    private const int MostOverdue = 8;

    private readonly Lock _lock = new();
    private PriorityQueue<OutgoingCall, (CallPriority, long)>? _waiting;
    private Queue<OutgoingCall>? _overdue;
    private OutgoingCall? _outstanding;
    private ITimer? _timer;
    private long _ringsAt = long.MaxValue;
    private long _sequence;
    private bool _closed;

    /// <summary>Puts a CALL in line; true when it is its turn at once.</summary>
    public bool Enqueue(OutgoingCall call)
    {
        bool ended;
        lock (_lock)
        {
            if (!_closed && _outstanding is null)
            {
                _outstanding = call;
                return true;
            }

            ended = _closed && call.TryEnd(new CallOutcome.ConnectionLost(WasSent: false));
            if (!_closed)
            {
                (_waiting ??= new()).Enqueue(call, (call.Priority, _sequence++));
            }
        }

        if (ended)
        {
            call.TellEnded();
        }

        return false;
    }

    /// <summary>Takes a CALL out of the line; false when its turn has come, or it is over.</summary>
    public bool TryWithdraw(OutgoingCall call)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_outstanding, call) || !call.TryEnd(new CallOutcome.Cancelled()))
            {
                return false;
            }
        }

        call.TellEnded();
        return true;
    }

    /// <summary>Notes that the frame of a CALL leaves now; false when the CALL is over, and it must not.</summary>
    /// <remarks>One step with <see cref="FailAll"/>: what ends as unsent is never sent afterwards.</remarks>
    public bool TrySend(OutgoingCall call, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (call.Outcome.IsCompleted)
            {
                return false;
            }

            call.SentAt = now;
            return true;
        }
    }

    /// <summary>The frame of a CALL has left: from now on the answer has so long to come.</summary>
    public void Await(OutgoingCall call, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (!_closed && !call.Outcome.IsCompleted)
            {
                call.OverdueAt = time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
                RingBy(call.OverdueAt);
            }
        }
    }

    /// <summary>The outstanding CALL with this id, or one that timed out before.</summary>
    public OutgoingCall? Match(string id, out bool isLate)
    {
        lock (_lock)
        {
            isLate = false;
            if (_outstanding?.Id.Text == id)
            {
                return _outstanding;
            }

            isLate = true;
            return _overdue?.FirstOrDefault(call => call.Id.Text == id);
        }
    }

    /// <summary>Ends the outstanding CALL; gives the next one whose turn it is.</summary>
    public OutgoingCall? EndOutstanding(OutgoingCall call, CallOutcome outcome)
    {
        bool ended;
        OutgoingCall? next;
        lock (_lock)
        {
            if (!ReferenceEquals(_outstanding, call))
            {
                return null;
            }

            if (outcome is CallOutcome.TimedOut)
            {
                Remember(call);
            }

            ended = call.TryEnd(outcome);
            next = _outstanding = NextWaiting();
        }

        if (ended)
        {
            call.TellEnded();
        }

        return next;
    }

    /// <summary>Ends every CALL: no answer can come any more.</summary>
    public void FailAll()
    {
        List<OutgoingCall>? ended = null;
        lock (_lock)
        {
            _closed = true;
            _timer?.Dispose();
            if (_outstanding?.TryEnd(new CallOutcome.ConnectionLost(WasSent: _outstanding.SentAt is not null)) == true)
            {
                (ended ??= []).Add(_outstanding);
            }

            while (_waiting?.TryDequeue(out var call, out _) == true)
            {
                if (call.TryEnd(new CallOutcome.ConnectionLost(WasSent: false)))
                {
                    (ended ??= []).Add(call);
                }
            }
        }

        if (ended is not null)
        {
            // Not here: whoever closes a connection may be in the middle of something that these would find half done.
            ThreadPool.QueueUserWorkItem(static calls => calls.ForEach(call => call.TellEnded()), ended, preferLocal: false);
        }
    }

    private void Remember(OutgoingCall call)
    {
        _overdue ??= new();
        if (_overdue.Count == MostOverdue)
        {
            _overdue.Dequeue();
        }

        _overdue.Enqueue(call);
    }

    private OutgoingCall? NextWaiting()
    {
        // Those whose callers gave up meanwhile are over already.
        while (!_closed && _waiting?.TryDequeue(out var next, out _) == true)
        {
            if (!next.Outcome.IsCompleted)
            {
                return next;
            }
        }

        return null;
    }

    private void RingBy(long timestamp)
    {
        if (timestamp >= _ringsAt)
        {
            return;
        }

        _ringsAt = timestamp;
        _timer ??= MakeTimer();

        // Timers count whole milliseconds; rounded down, one would ring too early.
        var wait = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), timestamp).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }

    private ITimer MakeTimer()
    {
        // The timer outlives whatever its first CALL is part of.
        using (ExecutionContext.SuppressFlow())
        {
            return time.CreateTimer(static self => ((PendingCalls)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Ring()
    {
        OutgoingCall? late = null;
        lock (_lock)
        {
            _ringsAt = long.MaxValue;
            if (!_closed && _outstanding is { OverdueAt: > 0 } call)
            {
                if (time.GetTimestamp() >= call.OverdueAt)
                {
                    late = call;
                }
                else
                {
                    RingBy(call.OverdueAt);
                }
            }
        }

        if (late is not null)
        {
            overdue(late);
        }
    }
}
