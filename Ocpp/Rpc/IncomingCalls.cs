namespace Ocpp.Rpc;

/// <summary>CALLs of the peer on one connection: one is handled and answered, the others wait in line behind it, in order of arrival.</summary>
/// <remarks>Safe for concurrent use. A handler leaves the receive loop at its first wait.</remarks>
internal sealed class IncomingCalls<TPeer>(
    TPeer peer, FrameSender frames, ConversationEnd end, IOcppConnectionObserver observer, TimeProvider time)
{
    /// <summary>CALLs that may wait while one is handled; when all places are taken, nothing more is read until one is free.</summary>
    private const int MostWaiting = 16;

    private readonly Lock _lock = new();
    private IncomingCall<TPeer>? _handled;
    private Task _handling = Task.CompletedTask;
    private bool _draining;

    // Most charge points are idle most of the time: what only busy ones need is made when they need it.
    private Queue<IncomingCall<TPeer>>? _waiting;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;

    /// <summary>Every place is taken; <see cref="Accept"/> completes when one is free.</summary>
    public bool IsFull => Volatile.Read(ref _room) is not null;

    /// <summary>Completes when all that came is handled.</summary>
    public Task Handling => _handling;

    /// <summary>Whether this frame came before and is not answered yet.</summary>
    /// <remarks>Errors: <see cref="OcppCallException"/> for another frame under the same id (OCPP-J §4.2.3).</remarks>
    public bool IsRepetition(IncomingCall<TPeer> call)
    {
        lock (_lock)
        {
            var earlier = _handled is { IsAnswered: false } handled && handled.Id == call.Id ? handled : _waiting?.FirstOrDefault(c => c.Id == call.Id);
            return earlier is not null
                && (earlier.FrameHash == call.FrameHash
                    ? true
                    : throw new OcppCallException(OcppErrorCode.ProtocolError, "A CALL with this message id is still being handled."));
        }
    }

    /// <summary>Handles the CALL now, or puts it in line; completes when there is room for the next one.</summary>
    public ValueTask Accept(IncomingCall<TPeer> call)
    {
        lock (_lock)
        {
            if (_draining)
            {
                // Unanswered, so the Charge Point sends it again elsewhere.
                return ValueTask.CompletedTask;
            }

            if (_handled is not null)
            {
                (_waiting ??= new Queue<IncomingCall<TPeer>>(4)).Enqueue(call);
                if (_waiting.Count < MostWaiting)
                {
                    return ValueTask.CompletedTask;
                }

                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new ValueTask(_room.Task);
            }

            _handled = call;
        }

        _handling = HandleAsync(call);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes no CALL any more; completes when those that came are answered.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _draining = true;
            if (_handled is null)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Waits for the handlers of a conversation that is over; nothing is read any more.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            _room?.TrySetResult();
        }

        return _handling;
    }

    private async Task HandleAsync(IncomingCall<TPeer> first)
    {
        for (var call = first; call is not null; call = Next())
        {
            await AnswerAsync(call).ConfigureAwait(false);
        }
    }

    private IncomingCall<TPeer>? Next()
    {
        lock (_lock)
        {
            _handled = _waiting is { Count: > 0 } ? _waiting.Dequeue() : null;
            _room?.TrySetResult();
            _room = null;
            if (_handled is null)
            {
                // An idle conversation does not keep what handled its last CALL.
                _handling = Task.CompletedTask;
                _drained?.TrySetResult();
            }

            return _handled;
        }
    }

    private async ValueTask AnswerAsync(IncomingCall<TPeer> call)
    {
        using var activity = CallTracing.Handling(call.Action, call.Id);
        FrameBuffer answer;
        var kind = FrameKind.CallResult;
        try
        {
            var context = new CallContext<TPeer>(peer, call.Id, call.ReceivedAt, call.Notes);
            answer = FrameBuffer.CallResult(call.Id, await call.HandleAsync(context, end.Over).ConfigureAwait(false));
        }
        catch (OcppCallException e)
        {
            CallTracing.Failed(activity, e.Code.ToString());
            kind = FrameKind.CallError;
            answer = FrameBuffer.CallError(call.Id, e.Code, e.Message);
        }
        catch (OperationCanceledException) when (end.IsOver)
        {
            return;
        }
        catch (Exception e)
        {
            // A handler's fault must not take the conversation down, whatever it is; the observer logs it whole.
            CallTracing.Failed(activity, nameof(OcppErrorCode.InternalError));
            observer.HandlerFailed(call.Action, call.Id, e);
            kind = FrameKind.CallError;
            answer = FrameBuffer.CallError(call.Id, OcppErrorCode.InternalError, "The request could not be processed.");
        }

        // From here on the peer may use the id again: its next frame can be here before the line moves on.
        call.IsAnswered = true;
        await frames.SendAsync(answer, new FrameInfo(kind, call.Id.Text, call.Action, time.GetUtcNow() - call.ReceivedAt)).ConfigureAwait(false);
    }
}
