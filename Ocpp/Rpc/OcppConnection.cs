using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>One OCPP-J conversation over one socket; both programs use it, each from its own side.</summary>
/// <remarks>
/// CALLs of the peer are handled in order of arrival, off the receive loop, so that answers are read while a handler runs.
/// CALLs of this side go one at a time (OCPP-J §4.1.1). Every wait ends: with an answer, a time-out, or the connection.
/// A frame that cannot be read never ends the conversation by itself (rules A2-A4); it is answered where its id is readable.
/// </remarks>
/// <typeparam name="TPeer">Who is on the other side, as the program knows its peers.</typeparam>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "Neither holds anything but memory, and callers may still wait on them when the conversation is over.")]
public sealed class OcppConnection<TPeer>
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly IMessageSocket _socket;
    private readonly CallDispatcher<TPeer> _dispatcher;
    private readonly OcppConnectionOptions _options;
    private readonly IOcppConnectionObserver _observer;
    private readonly TimeProvider _time;
    private readonly PayloadReadContext _reading;
    private readonly SemaphoreSlim _sendTurn = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _callsLock = new();

    // Most charge points are idle most of the time: what only busy ones need is made when they need it.
    private PendingCalls? _pendingCalls;
    private Queue<IncomingCall<TPeer>>? _waitingCalls;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;
    private IncomingCall<TPeer>? _handledCall;
    private Task _handling = Task.CompletedTask;
    private int _lastCallIdHash;
    private int _malformedInARow;
    private bool _draining;
    private bool _heldBack;
    private DisconnectReason? _endReason;

    /// <summary>A conversation over an open socket; it begins with <see cref="RunAsync"/>.</summary>
    public OcppConnection(
        IMessageSocket socket, TPeer peer, CallDispatcher<TPeer> dispatcher, OcppConnectionOptions options, IOcppConnectionObserver observer, TimeProvider time)
    {
        (_socket, Peer, _dispatcher, _options, _observer, _time) = (socket, peer, dispatcher, options, observer, time);
        _reading = new PayloadReadContext(options.Mode);
    }

    /// <summary>Who is on the other side.</summary>
    public TPeer Peer { get; }

    /// <summary>How strictly incoming payloads are read; takes effect with the next frame.</summary>
    public ValidationMode Mode
    {
        get => _reading.Mode;
        set => _reading.Mode = value;
    }

    /// <summary>How fast the peer is read; null for as fast as it sends.</summary>
    public IInboundPace? Pace { get; init; }

    /// <summary>Reading waits for a place among the CALLs to handle, or for its pace: a silence that is this side's doing, not the peer's.</summary>
    public bool IsReadingPaused => Volatile.Read(ref _room) is not null || Volatile.Read(ref _heldBack);

    /// <summary>Runs the conversation to its end.</summary>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <returns>Why it ended. Never throws for what a peer or the network does.</returns>
    public async Task<DisconnectReason> RunAsync(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.UnsafeRegister(static self => ((OcppConnection<TPeer>)self!).Abort(), this);
        try
        {
            while (true)
            {
                // Without a token: an abort of the socket ends the wait, and a registration per receive would cost more than the read.
                if (await TakeMessageAsync(await _socket.ReceiveAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false) is { } end)
                {
                    return _endReason ?? end;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return _endReason ?? DisconnectReason.Lost;
        }
        finally
        {
            // In this order: a first CALL made right now sees the end, or is among those that fail.
            await _ended.CancelAsync().ConfigureAwait(false);
            Volatile.Read(ref _pendingCalls)?.FailAll();
            ReleaseRoom();
            await _handling.ConfigureAwait(false);
            _socket.Dispose();
        }
    }

    /// <summary>Sends a CALL when its turn comes and waits for its end.</summary>
    /// <param name="call">The CALL; it ends exactly once.</param>
    /// <param name="cancellationToken">Ends the wait; a CALL that was sent keeps its turn until its answer or time-out.</param>
    public async Task<CallOutcome> CallAsync(OutgoingCall call, CancellationToken cancellationToken = default)
    {
        var pending = PendingCallsMade();
        if (pending.Enqueue(call))
        {
            _ = SendCallsAsync(call);
        }

        try
        {
            return await call.Outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (pending.TryWithdraw(call))
        {
            // It left the line unsent.
            throw;
        }
    }

    /// <summary>Sends a CALL and returns its response.</summary>
    /// <remarks>Errors: <see cref="CallFailedException"/> when it ends with anything but a CALLRESULT.</remarks>
    public async Task<TResponse> CallAsync<TResponse>(IOcppRequest<TResponse> request, CancellationToken cancellationToken = default)
        where TResponse : IOcppResponse
    {
        var outcome = await CallAsync(new OutgoingCall(request), cancellationToken).ConfigureAwait(false);
        return outcome is CallOutcome.Answered answered ? (TResponse)answered.Response : throw new CallFailedException(outcome);
    }

    /// <summary>Takes a CALL out of the line before its turn; it ends as <see cref="CallOutcome.Cancelled"/>.</summary>
    /// <returns>False when its turn has come, or it is over.</returns>
    public bool TryWithdraw(OutgoingCall call) => Volatile.Read(ref _pendingCalls)?.TryWithdraw(call) == true;

    /// <summary>Ends the conversation in order: own CALLs end at once, what was received is answered, then the close frame goes out.</summary>
    /// <param name="closeCode">See <see cref="CloseCode"/>.</param>
    /// <param name="reason">A few words for the peer's log.</param>
    /// <param name="drainTimeout">Longest wait for answers that are under way.</param>
    public async Task CloseAsync(int closeCode, string reason, TimeSpan drainTimeout)
    {
        var drained = Task.CompletedTask;
        lock (_callsLock)
        {
            _draining = true;
            if (_handledCall is not null)
            {
                _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }
        }

        _endReason ??= DisconnectReason.ClosedByUs;

        // The peer may be half-open: nobody is to wait for its answers until that is certain.
        Volatile.Read(ref _pendingCalls)?.FailAll();
        try
        {
            await drained.WaitAsync(drainTimeout, _time).ConfigureAwait(false);
            await SendCloseAsync(closeCode, reason).ConfigureAwait(false);
            await Task.Delay(_options.CloseTimeout, _time, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer does not take part in an orderly end, or it is over already.
        }

        if (!_ended.IsCancellationRequested)
        {
            _socket.Abort();
        }
    }

    /// <summary>Drops the connection at once.</summary>
    public void Abort(DisconnectReason reason = DisconnectReason.Aborted)
    {
        _endReason ??= reason;
        _socket.Abort();
    }

    /// <summary>Drops the connection when its peer began a message longer ago than this and has not finished it.</summary>
    public void EndIfUnfinished(TimeSpan limit)
    {
        if (_socket.BegunAt is var begunAt && begunAt != 0 && _time.GetElapsedTime(begunAt) > limit)
        {
            Abort(DisconnectReason.Unfinished);
        }
    }

    /// <summary>Takes one message and its place in the pace; a method of its own, since an idle conversation would hold its locals.</summary>
    /// <returns>Why the conversation is over; null when it goes on.</returns>
    private async ValueTask<DisconnectReason?> TakeMessageAsync(InboundMessage message)
    {
        var length = message.Bytes.Length;
        var end = EndBy(message.Kind);
        try
        {
            if (end is null)
            {
                await ReceiveFrameAsync(message).ConfigureAwait(false);
                end = EndByFault();
            }
        }
        finally
        {
            message.Dispose();
        }

        if (end is null && Pace is { } pace && pace.Take(length) is var wait && wait != TimeSpan.Zero)
        {
            end = await HoldBackAsync(wait).ConfigureAwait(false);
        }

        if (end is not { } known)
        {
            return null;
        }

        await SendCloseAsync(known.CloseCode, known.Words).ConfigureAwait(false);
        return known.Reason;
    }

    /// <summary>How this message ends the conversation; null when it goes on.</summary>
    private (int CloseCode, string Words, DisconnectReason Reason)? EndBy(InboundKind kind) => kind switch
    {
        InboundKind.Close => (CloseCode.Normal, "", DisconnectReason.ClosedByPeer),
        InboundKind.TooBig => (CloseCode.MessageTooBig, "message too big", DisconnectReason.MessageTooBig),
        InboundKind.NoRoom => (CloseCode.TryAgainLater, "no room for long messages", DisconnectReason.NoRoom),
        InboundKind.Binary when Mode == ValidationMode.Strict => (CloseCode.UnsupportedData, "text messages only", DisconnectReason.NotOcpp),
        _ => null,
    };

    /// <summary>How a peer that speaks no OCPP ends the conversation.</summary>
    private (int CloseCode, string Words, DisconnectReason Reason)? EndByFault() => _malformedInARow > _options.MaxMalformedFrames
        ? (CloseCode.ProtocolError, "too many malformed frames", DisconnectReason.NotOcpp)
        : null;

    /// <summary>Reads nothing for so long: the network then slows the peer down.</summary>
    /// <param name="wait">How long; null ends the conversation.</param>
    private async ValueTask<(int CloseCode, string Words, DisconnectReason Reason)?> HoldBackAsync(TimeSpan? wait)
    {
        if (wait is not { } left)
        {
            return (CloseCode.PolicyViolation, "too many messages", DisconnectReason.TooFast);
        }

        Volatile.Write(ref _heldBack, true);
        try
        {
            // In steps, so that the end of the connection is not waited out.
            for (; left > TimeSpan.Zero && _endReason is null; left -= LongestHold)
            {
                await Task.Delay(left < LongestHold ? left : LongestHold, _time).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _heldBack, false);
        }

        return null;
    }

    /// <summary>Reads one frame and passes it on; completes when there is room for another one.</summary>
    private ValueTask ReceiveFrameAsync(in InboundMessage message)
    {
        var now = _time.GetUtcNow();
        _reading.Begin(now);
        if (message.Bytes.IsEmpty)
        {
            _reading.Note(NoteKind.EmptyFrame, "", "");
            _observer.Noted(_reading.Notes);
            return ValueTask.CompletedTask;
        }

        if (message.Kind == InboundKind.Binary)
        {
            _reading.Note(NoteKind.BinaryFrame, "", "");
        }

        var frame = new FrameReader(message.Bytes, _reading);
        ValueTask next;
        try
        {
            next = ReadFrame(ref frame, message.Bytes, now);
            _malformedInARow = 0;
        }
        catch (Exception e) when (e is OcppPayloadException or JsonException or InvalidOperationException or OcppCallException)
        {
            next = RefuseFrame(ref frame, message.Bytes, now, e);
        }

        if (_reading.Notes.Count > 0)
        {
            _observer.Noted(_reading.Notes);
        }

        return next;
    }

    private ValueTask ReadFrame(ref FrameReader frame, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        frame.ReadHead();
        switch (frame.Kind)
        {
            case FrameKind.Call:
                return ReadCall(ref frame, bytes, now);
            case FrameKind.CallResult or FrameKind.CallError:
                ReadAnswer(ref frame, bytes, now);
                return ValueTask.CompletedTask;
            default:
                _observer.FrameReceived(new FrameInfo(FrameKind.None, "", "", null), bytes);
                return ValueTask.CompletedTask;
        }
    }

    private ValueTask ReadCall(ref FrameReader frame, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (!_dispatcher.TryFind(frame.Action, Peer, out var route))
        {
            _observer.FrameReceived(new FrameInfo(FrameKind.Call, frame.Id.Text, Encoding.UTF8.GetString(frame.Action), null), bytes);
            return ValueTask.CompletedTask;
        }

        _reading.Action = route.Action.Name;
        var call = route.Read(ref frame);
        frame.ReadEnd();
        call.ReceivedAt = now;
        _observer.FrameReceived(new FrameInfo(FrameKind.Call, call.Id.Text, call.Action, null), bytes);
        if (IsRepetition(call, bytes))
        {
            return ValueTask.CompletedTask;
        }

        call.Notes = _reading.Notes;
        var room = AcceptCall(call);
        return bytes.Length > LongMessageRoom.LongestShort ? HandledAsync() : room;
    }

    /// <summary>The same frame again while it is being handled is ignored; another frame under that id is an error (OCPP-J §4.2.3).</summary>
    private bool IsRepetition(IncomingCall<TPeer> call, ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        call.FrameHash = hash.ToHashCode();
        lock (_callsLock)
        {
            var earlier = _handledCall is { IsAnswered: false } handled && handled.Id == call.Id ? handled : _waitingCalls?.FirstOrDefault(c => c.Id == call.Id);
            if (earlier is not null)
            {
                return earlier.FrameHash == call.FrameHash
                    ? true
                    : throw new OcppCallException(OcppErrorCode.ProtocolError, "A CALL with this message id is still being handled.");
            }
        }

        var idHash = call.Id.GetHashCode();
        if (idHash == _lastCallIdHash)
        {
            _reading.Note(NoteKind.ReusedMessageId, "", call.Id.Text);
        }

        _lastCallIdHash = idHash;
        return false;
    }

    /// <summary>Handles the CALL now, or puts it in line; completes when the next frame may be read.</summary>
    private ValueTask AcceptCall(IncomingCall<TPeer> call)
    {
        lock (_callsLock)
        {
            if (_draining)
            {
                // Unanswered, so the Charge Point sends it again elsewhere.
                return ValueTask.CompletedTask;
            }

            if (_handledCall is not null)
            {
                (_waitingCalls ??= new Queue<IncomingCall<TPeer>>(4)).Enqueue(call);
                if (_waitingCalls.Count < _options.MaxQueuedCalls)
                {
                    return ValueTask.CompletedTask;
                }

                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new ValueTask(_room.Task);
            }

            _handledCall = call;
        }

        _handling = HandleCallsAsync(call);
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until all that came is handled: of long messages, no more than one is in memory for each connection.</summary>
    private async ValueTask HandledAsync()
    {
        Volatile.Write(ref _heldBack, true);
        try
        {
            await _handling.ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _heldBack, false);
        }
    }

    private async Task HandleCallsAsync(IncomingCall<TPeer> first)
    {
        for (var call = first; call is not null; call = NextCall())
        {
            await AnswerAsync(call).ConfigureAwait(false);
        }
    }

    private IncomingCall<TPeer>? NextCall()
    {
        lock (_callsLock)
        {
            _handledCall = _waitingCalls is { Count: > 0 } ? _waitingCalls.Dequeue() : null;
            _room?.TrySetResult();
            _room = null;
            if (_handledCall is null)
            {
                // An idle conversation does not keep what handled its last CALL.
                _handling = Task.CompletedTask;
                _drained?.TrySetResult();
            }

            return _handledCall;
        }
    }

    private void ReleaseRoom()
    {
        lock (_callsLock)
        {
            _room?.TrySetResult();
        }
    }

    private async ValueTask AnswerAsync(IncomingCall<TPeer> call)
    {
        using var activity = CallTracing.Handling(call.Action, call.Id);
        FrameBuffer answer;
        var kind = FrameKind.CallResult;
        try
        {
            var context = new CallContext<TPeer>(Peer, call.Id, call.ReceivedAt, call.Notes);
            answer = FrameBuffer.CallResult(call.Id, await call.HandleAsync(context, _ended.Token).ConfigureAwait(false));
        }
        catch (OcppCallException e)
        {
            CallTracing.Failed(activity, e.Code.ToString());
            kind = FrameKind.CallError;
            answer = FrameBuffer.CallError(call.Id, e.Code, e.Message);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // A handler's fault must not take the conversation down, whatever it is; the observer logs it whole.
            CallTracing.Failed(activity, nameof(OcppErrorCode.InternalError));
            _observer.HandlerFailed(call.Action, call.Id, e);
            kind = FrameKind.CallError;
            answer = FrameBuffer.CallError(call.Id, OcppErrorCode.InternalError, "The request could not be processed.");
        }

        // From here on the peer may use the id again: its next frame can be here before the line moves on.
        call.IsAnswered = true;
        await SendFrameAsync(answer, new FrameInfo(kind, call.Id.Text, call.Action, _time.GetUtcNow() - call.ReceivedAt)).ConfigureAwait(false);
    }

    /// <summary>A frame that is no OCPP-J, or a CALL that is refused before a handler sees it.</summary>
    private ValueTask RefuseFrame(ref FrameReader frame, ReadOnlySpan<byte> bytes, DateTimeOffset now, Exception problem)
    {
        var action = frame.Action.IsEmpty ? "" : Encoding.UTF8.GetString(frame.Action);
        _observer.FrameReceived(new FrameInfo(frame.Kind, frame.HasId ? frame.Id.Text : "", action, null), bytes);
        if (problem is not OcppCallException)
        {
            // Only what is no OCPP-J at all counts; a CALL that breaks a rule is answered, however often it comes.
            _malformedInARow += problem is JsonException || !frame.HasId ? 1 : 0;
            _reading.Note(NoteKind.MalformedFrame, "", problem.Message);
        }

        if (frame.Kind != FrameKind.Call || !frame.HasId)
        {
            // A CALLERROR needs an id and a CALL it answers (OCPP-J §4.2.3).
            if (frame.Kind is FrameKind.CallResult or FrameKind.CallError && frame.HasId)
            {
                EndUnreadable(frame.Id.Text, problem.Message);
            }

            return ValueTask.CompletedTask;
        }

        var (code, description) = problem switch
        {
            OcppCallException e => (e.Code, e.Message),
            OcppPayloadException e => (e.Code, e.Message),
            _ => (OcppErrorCode.FormationViolation, "The frame is not well-formed JSON."),
        };

        // In its turn: CALLs are answered in order of arrival, refused ones as well.
        return AcceptCall(new RefusedCall<TPeer>(code, description) { Action = action, Id = frame.Id, ReceivedAt = now });
    }

    private void ReadAnswer(ref FrameReader frame, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        var isLate = false;
        var call = Volatile.Read(ref _pendingCalls)?.Match(frame.Id.Text, out isLate);
        _reading.Action = call?.Action.Name ?? "";
        _observer.FrameReceived(new FrameInfo(frame.Kind, frame.Id.Text, _reading.Action, now - call?.SentAt), bytes);
        if (call is null)
        {
            _reading.Note(NoteKind.UnexpectedAnswer, "", frame.Id.Text);
            return;
        }

        var outcome = frame.Kind == FrameKind.CallResult ? ReadResult(ref frame, bytes, call) : ReadError(ref frame);
        if (isLate)
        {
            _observer.AnsweredLate(call, outcome);
        }
        else
        {
            EndCall(call, outcome);
        }
    }

    private static CallOutcome.Refused ReadError(ref FrameReader frame)
    {
        var (code, description, details) = frame.ReadError();
        frame.ReadEnd();
        return new CallOutcome.Refused(code, description, details);
    }

    private static CallOutcome ReadResult(ref FrameReader frame, ReadOnlySpan<byte> bytes, OutgoingCall call)
    {
        var json = PayloadText(bytes);
        try
        {
            var response = frame.ReadPayload(call.Action.ReadResponse);
            frame.ReadEnd();
            return new CallOutcome.Answered(response, json);
        }
        catch (OcppPayloadException e)
        {
            return new CallOutcome.Unreadable(e.Message, json);
        }
    }

    private static string PayloadText(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        reader.Read();
        reader.Read();
        reader.Read();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "{}";
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    private void EndUnreadable(string id, string problem)
    {
        if (Volatile.Read(ref _pendingCalls)?.Match(id, out var isLate) is { } call && !isLate)
        {
            EndCall(call, new CallOutcome.Unreadable(problem, ""));
        }
    }

    private void EndCall(OutgoingCall call, CallOutcome outcome)
    {
        if (_pendingCalls!.End(call, outcome) is { } next)
        {
            _ = SendCallsAsync(next);
        }
    }

    /// <summary>Sends the CALL whose turn it is and watches its time-out. Ends with the CALL; never throws.</summary>
    private async Task SendCallsAsync(OutgoingCall call)
    {
        var isReady = call.Preparing is not { } preparing || await preparing(call).ConfigureAwait(false);
        if (!isReady || call.Outcome.IsCompleted)
        {
            // Given up, or the connection went meanwhile: the turn is the next one's.
            EndCall(call, new CallOutcome.Cancelled());
            return;
        }

        using var activity = CallTracing.Calling(call);
        var info = new FrameInfo(FrameKind.Call, call.Id.Text, call.Action.Name, null);
        var sent = await SendFrameAsync(FrameBuffer.Call(call.Id, call.Request), info, call).ConfigureAwait(false);
        if (sent != SendResult.Sent)
        {
            CallTracing.Failed(activity, nameof(CallOutcome.ConnectionLost));
            if (sent == SendResult.Broken)
            {
                // Before the CALL whose turn is next, so that it sees the end. One that was not begun met an end that is under way, maybe an orderly one.
                Abort(DisconnectReason.Lost);
            }

            EndCall(call, new CallOutcome.ConnectionLost(WasSent: sent == SendResult.Broken));
            return;
        }

        try
        {
            var outcome = await call.Outcome.WaitAsync(call.Timeout ?? _options.CallTimeout, _time).ConfigureAwait(false);
            if (outcome is not CallOutcome.Answered)
            {
                CallTracing.Failed(activity, outcome.GetType().Name);
            }
        }
        catch (TimeoutException)
        {
            CallTracing.Failed(activity, nameof(CallOutcome.TimedOut));
            EndCall(call, new CallOutcome.TimedOut());
        }
    }

    /// <param name="buffer">The frame; given back when it is sent.</param>
    /// <param name="info">What it is.</param>
    /// <param name="call">The CALL whose frame it is; none for an answer.</param>
    private async ValueTask<SendResult> SendFrameAsync(FrameBuffer buffer, FrameInfo info, OutgoingCall? call = null)
    {
        try
        {
            await _sendTurn.WaitAsync().ConfigureAwait(false);
            try
            {
                // From its turn on a CALL counts as sent, not before: one that stands behind a frame the peer does not take is certain not to have reached it.
                if (call is not null && (_endReason is not null || !_pendingCalls!.TrySend(call, _time.GetUtcNow())))
                {
                    return SendResult.NotBegun;
                }

                call?.Sending?.Invoke(call);
                _observer.FrameSent(info, buffer.Frame.Span);
                var sending = _socket.SendAsync(buffer.Frame, CancellationToken.None);
                if (!sending.IsCompletedSuccessfully)
                {
                    await SendInTimeAsync(sending.AsTask()).ConfigureAwait(false);
                }

                return SendResult.Sent;
            }
            finally
            {
                _sendTurn.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The receive loop learns of the loss as well and ends the conversation.
            return SendResult.Broken;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>Waits for a frame the peer does not take at once; the frame's buffer is in use until the send itself ends.</summary>
    private async Task SendInTimeAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(_options.SendTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abort();
            await sending.ConfigureAwait(false);
        }
    }

    private async Task SendCloseAsync(int closeCode, string reason)
    {
        if (!await _sendTurn.WaitAsync(_options.CloseTimeout).ConfigureAwait(false))
        {
            // A frame is stuck on the way to a peer that does not read.
            Abort();
            return;
        }

        try
        {
            await _socket.CloseOutputAsync(closeCode, reason, CancellationToken.None).WaitAsync(_options.CloseTimeout, _time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or TimeoutException or ObjectDisposedException)
        {
            // Gone already, or not reading.
        }
        finally
        {
            _sendTurn.Release();
        }
    }

    /// <summary>What became of a frame.</summary>
    private enum SendResult
    {
        Sent,

        /// <summary>No byte of it left.</summary>
        NotBegun,

        /// <summary>Some of it may have left, or all.</summary>
        Broken,
    }

    private PendingCalls PendingCallsMade()
    {
        var pending = Volatile.Read(ref _pendingCalls);
        if (pending is null)
        {
            Interlocked.CompareExchange(ref _pendingCalls, new PendingCalls(), null);
            pending = _pendingCalls;
            if (_ended.IsCancellationRequested || _draining)
            {
                pending.FailAll();
            }
        }

        return pending;
    }
}
