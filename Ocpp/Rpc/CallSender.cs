namespace Ocpp.Rpc;

/// <summary>Sends the CALLs of this side, one at a time (OCPP-J §4.1.1), and ends each: with an answer, a time-out, or the connection.</summary>
/// <remarks>Safe for concurrent use. <see cref="PendingCalls"/> decides whose turn it is, and whose answer is overdue.</remarks>
internal sealed class CallSender
{
    private readonly FrameSender _frames;
    private readonly ConversationEnd _end;
    private readonly OcppConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly PendingCalls _pending;

    public CallSender(FrameSender frames, ConversationEnd end, OcppConnectionOptions options, TimeProvider time)
    {
        (_frames, _end, _options, _time) = (frames, end, options, time);
        _pending = new PendingCalls(time, call => End(call, new CallOutcome.TimedOut()));
    }

    /// <summary>Sends a CALL when its turn comes and waits for its end.</summary>
    public Task<CallOutcome> CallAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        if (_pending.Enqueue(call))
        {
            _ = SendAsync(call);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(call, cancellationToken) : call.Outcome;
    }

    /// <inheritdoc cref="PendingCalls.TryWithdraw"/>
    public bool TryWithdraw(OutgoingCall call) => _pending.TryWithdraw(call);

    /// <inheritdoc cref="PendingCalls.Match"/>
    public OutgoingCall? Match(string id, out bool isLate) => _pending.Match(id, out isLate);

    /// <inheritdoc cref="PendingCalls.FailAll"/>
    public void FailAll() => _pending.FailAll();

    /// <summary>Ends the outstanding CALL and gives the turn to the next one.</summary>
    public void End(OutgoingCall call, CallOutcome outcome)
    {
        if (_pending.EndOutstanding(call, outcome) is { } next)
        {
            _ = SendAsync(next);
        }
    }

    private async Task<CallOutcome> WaitAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_pending.TryWithdraw(call))
        {
            // It left the line unsent.
            throw;
        }
    }

    /// <summary>Sends the CALL whose turn it is; from then on its time-out is watched. Never throws.</summary>
    private async Task SendAsync(OutgoingCall call)
    {
        var isReady = call.Preparing is not { } preparing || await preparing(call).ConfigureAwait(false);
        if (!isReady || call.Outcome.IsCompleted)
        {
            // Given up, or the connection went meanwhile: the turn is the next one's.
            End(call, new CallOutcome.Cancelled());
            return;
        }

        call.Tracing = CallTracing.Calling(call);
        var info = new FrameInfo(FrameKind.Call, call.Id.Text, call.Action.Name, null);
        switch (await _frames.SendAsync(FrameBuffer.Call(call.Id, call.Request), info, () => TryBegin(call)).ConfigureAwait(false))
        {
            case SendResult.Sent:
                _pending.Await(call, call.Timeout ?? _options.CallTimeout);
                break;
            case SendResult.NotBegun:
                var unsent = new CallOutcome.ConnectionLost(WasSent: false);
                End(call, unsent);

                // The end of the conversation may have ended the CALL before its activity began.
                CallTracing.Ended(call.Tracing, unsent);
                break;
            default:
                // Before the CALL whose turn is next, so that it sees the end. One that was not begun met an end that is under way, maybe an orderly one.
                _end.Abort(DisconnectReason.Lost);
                End(call, new CallOutcome.ConnectionLost(WasSent: true));
                break;
        }
    }

    /// <summary>From its turn on a CALL counts as sent, not before: one that stands behind a frame the peer does not take is certain not to have reached it.</summary>
    private bool TryBegin(OutgoingCall call)
    {
        if (_end.IsUnderWay || !_pending.TrySend(call, _time.GetUtcNow()))
        {
            return false;
        }

        call.Sending?.Invoke(call);
        return true;
    }
}
