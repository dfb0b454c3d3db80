using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Support;

/// <summary>One OcppConnection whose peer is the test: frames go in and out as text, without a network.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private readonly PipeSocket _socket;
    private readonly CapturingObserver _observer = new();
    private readonly Task<DisconnectReason> _run;

    public Conversation(ValidationMode mode = ValidationMode.Lenient, TimeProvider? time = null, Action<CallDispatcher<string>>? handlers = null, OcppConnectionOptions? options = null, Func<Task>? afterSend = null)
    {
        _socket = new PipeSocket(afterSend);
        var dispatcher = new CallDispatcher<string>();
        dispatcher.Handle(new Handler<HeartbeatRequest, HeartbeatResponse>(_ => ValueTask.FromResult(new HeartbeatResponse { CurrentTime = A.Start })));
        dispatcher.Handle(new Handler<DataTransferRequest, DataTransferResponse>(_ => ValueTask.FromResult(new DataTransferResponse { Status = DataTransferStatus.Accepted })));
        handlers?.Invoke(dispatcher);
        Connection = new OcppConnection<string>(_socket, "peer", dispatcher, (options ?? new()) with { Mode = mode }, _observer, time ?? TimeProvider.System);
        _run = Connection.RunAsync(CancellationToken.None);
    }

    public OcppConnection<string> Connection { get; }

    public Task<DisconnectReason> Ended => _run;

    public IEnumerable<NoteKind> Notes => _observer.Notes.Select(n => n.Kind);

    public ConcurrentQueue<(OutgoingCall Call, CallOutcome Outcome)> Late => _observer.Late;

    public ConcurrentQueue<Exception> Failures => _observer.Failures;

    public (int Code, string Reason)? Closed => _socket.Closed;

    /// <summary>Every frame that was sent is taken off the socket.</summary>
    public bool IsAllTaken => _socket.Incoming.Reader.Count == 0;

    public void Send(string frame, InboundKind kind = InboundKind.Text) => _socket.Incoming.Writer.TryWrite((kind, Encoding.UTF8.GetBytes(frame)));

    /// <summary>The peer is gone without a word.</summary>
    public void Break() => _socket.Incoming.Writer.TryComplete(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));

    public async Task<string> ReceiveAsync() => await _socket.Outgoing.Reader.ReadAsync().AsTask().Within("a frame");

    /// <summary>The next frame answers a Heartbeat sent now: nothing else went out before.</summary>
    public async Task ExpectAliveAsync()
    {
        Send("""[2,"alive","Heartbeat",{}]""");
        (await ReceiveAsync()).ShouldBe("""[3,"alive",{"currentTime":"2026-01-15T10:00:00.000Z"}]""");
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Abort();
        await _run.Within("the end of the conversation");
    }

    internal sealed class Handler<TRequest, TResponse>(Func<TRequest, ValueTask<TResponse>> answer) : IOcppHandler<TRequest, TResponse, string>
        where TRequest : class, IOcppRequest<TResponse>
        where TResponse : class, IOcppResponse
    {
        public ValueTask<TResponse> HandleAsync(TRequest request, CallContext<string> call, CancellationToken cancellationToken) => answer(request);
    }

    /// <param name="afterSend">Runs when the peer has the frame already, before the send completes.</param>
    private sealed class PipeSocket(Func<Task>? afterSend) : IMessageSocket
    {
        public Channel<(InboundKind Kind, byte[] Bytes)> Incoming { get; } = Channel.CreateUnbounded<(InboundKind, byte[])>();

        public Channel<string> Outgoing { get; } = Channel.CreateUnbounded<string>();

        public (int Code, string Reason)? Closed { get; private set; }

        public async ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken)
        {
            if (!await Incoming.Reader.WaitToReadAsync(cancellationToken))
            {
                throw new OperationCanceledException();
            }

            var (kind, bytes) = await Incoming.Reader.ReadAsync(cancellationToken);
            if (kind is InboundKind.Close or InboundKind.TooBig || bytes.Length == 0)
            {
                return InboundMessage.WithoutContent(kind);
            }

            var rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(rented, 0);
            return InboundMessage.Of(kind, rented, bytes.Length);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
        {
            Outgoing.Writer.TryWrite(Encoding.UTF8.GetString(utf8.Span));
            return afterSend is null ? ValueTask.CompletedTask : new ValueTask(afterSend());
        }

        public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken)
        {
            Closed ??= (statusCode, reason);
            return Task.CompletedTask;
        }

        public void Abort() => Incoming.Writer.TryComplete(new OperationCanceledException());

        public void Dispose() => Outgoing.Writer.TryComplete();
    }

    private sealed class CapturingObserver : IOcppConnectionObserver
    {
        public ConcurrentQueue<ProtocolNote> Notes { get; } = new();

        public ConcurrentQueue<(OutgoingCall, CallOutcome)> Late { get; } = new();

        public ConcurrentQueue<Exception> Failures { get; } = new();

        public void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
        {
        }

        public void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8)
        {
        }

        public void Noted(IReadOnlyList<ProtocolNote> notes)
        {
            foreach (var note in notes)
            {
                Notes.Enqueue(note);
            }
        }

        public void AnsweredLate(OutgoingCall call, CallOutcome outcome) => Late.Enqueue((call, outcome));

        public void HandlerFailed(string action, MessageId id, Exception exception) => Failures.Enqueue(exception);
    }
}
