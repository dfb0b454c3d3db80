namespace Ocpp.Rpc;

/// <summary>CALLs of this side on one connection: one outstanding, the others in line behind it (OCPP-J §4.1.1).</summary>
/// <remarks>Safe for concurrent use. It decides whose turn it is; sending and timing are the connection's.</remarks>
internal sealed class PendingCalls
{
    /// <summary>How many timed-out CALLs are remembered so that a late answer finds its question.</summary>
    private const int MostOverdue = 8;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<OutgoingCall, (CallPriority, long)> _waiting = new();
    private readonly Queue<OutgoingCall> _overdue = new();
    private OutgoingCall? _outstanding;
    private long _sequence;
    private bool _closed;

    /// <summary>Puts a CALL in line; true when it is its turn at once.</summary>
    public bool Enqueue(OutgoingCall call)
    {
        lock (_lock)
        {
            if (_closed)
            {
                call.TryEnd(new CallOutcome.ConnectionLost(WasSent: false));
                return false;
            }

            if (_outstanding is not null)
            {
                _waiting.Enqueue(call, (call.Priority, _sequence++));
                return false;
            }

            _outstanding = call;
            return true;
        }
    }

    /// <summary>Takes a CALL out of the line; false when its turn has come, or it is over.</summary>
    public bool TryWithdraw(OutgoingCall call)
    {
        lock (_lock)
        {
            return !ReferenceEquals(_outstanding, call) && call.TryEnd(new CallOutcome.Cancelled());
        }
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
            return _overdue.FirstOrDefault(call => call.Id.Text == id);
        }
    }

    /// <summary>Ends the outstanding CALL; gives the next one whose turn it is.</summary>
    public OutgoingCall? End(OutgoingCall call, CallOutcome outcome)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_outstanding, call))
            {
                return null;
            }

            if (outcome is CallOutcome.TimedOut)
            {
                if (_overdue.Count == MostOverdue)
                {
                    _overdue.Dequeue();
                }

                _overdue.Enqueue(call);
            }

            call.TryEnd(outcome);
            _outstanding = null;

            // Those whose callers gave up meanwhile are over already.
            while (!_closed && _waiting.TryDequeue(out var next, out _))
            {
                if (!next.Outcome.IsCompleted)
                {
                    return _outstanding = next;
                }
            }

            return null;
        }
    }

    /// <summary>Ends every CALL: no answer can come any more.</summary>
    public void FailAll()
    {
        lock (_lock)
        {
            _closed = true;
            _outstanding?.TryEnd(new CallOutcome.ConnectionLost(WasSent: _outstanding.SentAt is not null));
            while (_waiting.TryDequeue(out var call, out _))
            {
                call.TryEnd(new CallOutcome.ConnectionLost(WasSent: false));
            }
        }
    }
}
