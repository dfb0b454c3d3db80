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
public sealed class OcppConnection<TPeer>
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly IMessageSocket _socket;
    private readonly CallDispatcher<TPeer> _dispatcher;
    private readonly OcppConnectionOptions _options;
    private readonly IOcppConnectionObserver _observer;
    private readonly TimeProvider _time;
    private readonly PayloadReadContext _reading;
    private readonly ConversationEnd _end;
    private readonly FrameSender _frames;
    private readonly IncomingCalls<TPeer> _incomingCalls;
    private CallSender? _callSender;
    private int _lastCallIdHash;
    private int _malformedInARow;
    private bool _heldBack;

    /// <summary>A conversation over an open socket; it begins with <see cref="RunAsync"/>.</summary>
    public OcppConnection(
        IMessageSocket socket, TPeer peer, CallDispatcher<TPeer> dispatcher, OcppConnectionOptions options, IOcppConnectionObserver observer, TimeProvider time)
    {
        (_socket, Peer, _dispatcher, _options, _observer, _time) = (socket, peer, dispatcher, options, observer, time);
        _reading = new PayloadReadContext(options.Mode);
        _end = new ConversationEnd(socket);
        _frames = new FrameSender(socket, _end, options, observer, time);
        _incomingCalls = new IncomingCalls<TPeer>(peer, _frames, _end, observer, time);
    }

    /// <summary>Who is on the other side.</summary>
    public TPeer Peer { get; }

    /// <summary>Whether its end is under way, or over: no CALL is sent any more.</summary>
    public bool IsEnding => _end.IsUnderWay;

    /// <summary>How strictly incoming payloads are read; takes effect with the next frame.</summary>
    public ValidationMode Mode
    {
        get => _reading.Mode;
        set => _reading.Mode = value;
    }

    /// <summary>How fast the peer is read; null for as fast as it sends.</summary>
    public IInboundPace? Pace { get; init; }

    /// <summary>Reading waits for a place among the CALLs to handle, or for its pace: a silence that is this side's doing, not the peer's.</summary>
    public bool IsReadingPaused => _incomingCalls.IsFull || Volatile.Read(ref _heldBack);

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
                    return _end.Reason ?? end;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return _end.Reason ?? DisconnectReason.Lost;
        }
        finally
        {
            // In this order: a first CALL made right now sees the end, or is among those that fail.
            await _end.CompleteAsync().ConfigureAwait(false);
            Volatile.Read(ref _callSender)?.FailAll();
            await _incomingCalls.EndAsync().ConfigureAwait(false);
            _socket.Dispose();
        }
    }

    /// <summary>Sends a CALL when its turn comes and waits for its end.</summary>
    /// <param name="call">The CALL; it ends exactly once.</param>
    /// <param name="cancellationToken">Ends the wait; a CALL that was sent keeps its turn until its answer or time-out.</param>
    public Task<CallOutcome> CallAsync(OutgoingCall call, CancellationToken cancellationToken = default) =>
        EnsureCallSender().CallAsync(call, cancellationToken);

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
    public bool TryWithdraw(OutgoingCall call) => Volatile.Read(ref _callSender)?.TryWithdraw(call) == true;

    /// <summary>Ends the conversation in order: own CALLs end at once, what was received is answered, then the close frame goes out.</summary>
    /// <param name="closeCode">See <see cref="CloseCode"/>.</param>
    /// <param name="reason">A few words for the peer's log.</param>
    /// <param name="drainTimeout">Longest wait for answers that are under way.</param>
    public async Task CloseAsync(int closeCode, string reason, TimeSpan drainTimeout)
    {
        // The reason before all else: a first CALL made right now sees it, or is among those that fail.
        _end.Begin(DisconnectReason.ClosedByUs);
        var drained = _incomingCalls.DrainAsync();

        // The peer may be half-open: nobody is to wait for its answers until that is certain.
        Volatile.Read(ref _callSender)?.FailAll();
        try
        {
            await drained.WaitAsync(drainTimeout, _time).ConfigureAwait(false);
            await _frames.CloseAsync(closeCode, reason).ConfigureAwait(false);
            await Task.Delay(FrameSender.CloseTimeout, _time, _end.Over).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer does not take part in an orderly end, or it is over already.
        }

        if (!_end.IsOver)
        {
            _socket.Abort();
        }
    }

    /// <summary>Drops the connection at once.</summary>
    public void Abort(DisconnectReason reason = DisconnectReason.Aborted) => _end.Abort(reason);

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

        await _frames.CloseAsync(known.CloseCode, known.Words).ConfigureAwait(false);
        return known.Reason;
    }

    /// <summary>How this message ends the conversation; null when it goes on.</summary>
    private Farewell? EndBy(InboundKind kind) => kind switch
    {
        InboundKind.Close => new Farewell(CloseCode.Normal, "", DisconnectReason.ClosedByPeer),
        InboundKind.TooBig => new Farewell(CloseCode.MessageTooBig, "message too big", DisconnectReason.MessageTooBig),
        InboundKind.NoRoom => new Farewell(CloseCode.TryAgainLater, "no room for long messages", DisconnectReason.NoRoom),
        InboundKind.Binary when Mode == ValidationMode.Strict => new Farewell(CloseCode.UnsupportedData, "text messages only", DisconnectReason.NotOcpp),
        _ => null,
    };

    /// <summary>How a peer that speaks no OCPP ends the conversation.</summary>
    private Farewell? EndByFault() => _malformedInARow > _options.MaxMalformedFrames
        ? new Farewell(CloseCode.ProtocolError, "too many malformed frames", DisconnectReason.NotOcpp)
        : null;

    /// <summary>Reads nothing for so long: the network then slows the peer down.</summary>
    /// <param name="wait">How long; null ends the conversation.</param>
    private async ValueTask<Farewell?> HoldBackAsync(TimeSpan? wait)
    {
        if (wait is not { } left)
        {
            return new Farewell(CloseCode.PolicyViolation, "too many messages", DisconnectReason.TooFast);
        }

        Volatile.Write(ref _heldBack, true);
        try
        {
            // In steps, so that the end of the connection is not waited out.
            for (; left > TimeSpan.Zero && _end.Reason is null; left -= LongestHold)
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
        var room = _incomingCalls.Accept(call);
        return bytes.Length > LongMessageRoom.LongestShort ? HandledAsync() : room;
    }

    /// <summary>The same frame again while it is being handled is ignored; another frame under that id is an error (OCPP-J §4.2.3).</summary>
    private bool IsRepetition(IncomingCall<TPeer> call, ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        call.FrameHash = hash.ToHashCode();
        if (_incomingCalls.IsRepetition(call))
        {
            return true;
        }

        var idHash = call.Id.GetHashCode();
        if (idHash == _lastCallIdHash)
        {
            _reading.Note(NoteKind.ReusedMessageId, "", call.Id.Text);
        }

        _lastCallIdHash = idHash;
        return false;
    }

    /// <summary>Waits until all that came is handled: of long messages, no more than one is in memory for each connection.</summary>
    private async ValueTask HandledAsync()
    {
        Volatile.Write(ref _heldBack, true);
        try
        {
            await _incomingCalls.Handling.ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _heldBack, false);
        }
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
        return _incomingCalls.Accept(new RefusedCall<TPeer>(code, description) { Action = action, Id = frame.Id, ReceivedAt = now });
    }

    private void ReadAnswer(ref FrameReader frame, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        var isLate = false;
        var sender = Volatile.Read(ref _callSender);
        var call = sender?.Match(frame.Id.Text, out isLate);
        _reading.Action = call?.Action.Name ?? "";
        _observer.FrameReceived(new FrameInfo(frame.Kind, frame.Id.Text, _reading.Action, now - call?.SentAt), bytes);
        if (call is null)
        {
            _reading.Note(NoteKind.UnexpectedAnswer, "", frame.Id.Text);
            return;
        }

        var outcome = AnswerReader.Read(ref frame, bytes, call.Action);
        if (isLate)
        {
            _observer.AnsweredLate(call, outcome);
        }
        else
        {
            sender!.End(call, outcome);
        }
    }

    private void EndUnreadable(string id, string problem)
    {
        var sender = Volatile.Read(ref _callSender);
        if (sender?.Match(id, out var isLate) is { } call && !isLate)
        {
            sender.End(call, new CallOutcome.Unreadable(problem, ""));
        }
    }

    /// <summary>Made when the first CALL is: most charge points are idle most of the time.</summary>
    private CallSender EnsureCallSender()
    {
        var sender = Volatile.Read(ref _callSender);
        if (sender is null)
        {
            Interlocked.CompareExchange(ref _callSender, new CallSender(_frames, _end, _options, _time), null);
            sender = _callSender;
            if (_end.IsUnderWay)
            {
                sender.FailAll();
            }
        }

        return sender;
    }

    /// <summary>How this side takes its leave of a peer, and why.</summary>
    private readonly record struct Farewell(int CloseCode, string Words, DisconnectReason Reason);
}
