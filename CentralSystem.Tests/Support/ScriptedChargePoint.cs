using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Support;

/// <summary>A Charge Point that does what the test says: sends typed requests and answers the CALLs of the central system by script.</summary>
internal sealed class ScriptedChargePoint : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly CallDispatcher<ScriptedChargePoint> _dispatcher = new();
    private readonly OcppConnection<ScriptedChargePoint> _connection;
    private readonly Watcher _watcher = new();
    private readonly ConcurrentDictionary<Type, Channel<IOcppRequest>> _received = new();

    private ScriptedChargePoint(ClientWebSocket socket)
    {
        _socket = socket;
        _connection = new OcppConnection<ScriptedChargePoint>(
            new WebSocketMessageSocket(socket, 1_048_576), this, _dispatcher, new OcppConnectionOptions { Mode = ValidationMode.Strict }, _watcher, TimeProvider.System);
        Closed = _connection.RunAsync(CancellationToken.None);
    }

    /// <summary>Completes when the connection is over.</summary>
    public Task<DisconnectReason> Closed { get; }

    /// <summary>Status code of the central system's close frame.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>Deviations of the central system from the specification; there must be none.</summary>
    public IReadOnlyCollection<ProtocolNote> Notes => _watcher.Notes;

    /// <summary>Frames of the CALLs of the central system as they came, in order.</summary>
    public IReadOnlyCollection<string> Calls => _watcher.Calls;

    public static async Task<ScriptedChargePoint> ConnectAsync(Uri uri, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = await OpenAsync(uri, configure);
        return new ScriptedChargePoint(socket);
    }

    internal static async Task<ClientWebSocket> OpenAsync(Uri uri, Action<ClientWebSocketOptions>? configure)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (configure is null)
        {
            socket.Options.AddSubProtocol("ocpp1.6");
        }
        else
        {
            configure(socket.Options);
        }

        using var limit = new CancellationTokenSource(Eventually.Limit);
        await socket.ConnectAsync(uri, limit.Token);
        return socket;
    }

    /// <summary>Sends a CALL; its CALLRESULT is the result, anything else throws <see cref="CallFailedException"/>.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IOcppRequest<TResponse> request)
        where TResponse : IOcppResponse =>
        await _connection.CallAsync(request).Within($"an answer to {request.ActionName}");

    /// <summary>Sends a CALL and tells how it ended.</summary>
    public Task<CallOutcome> TryCallAsync(IOcppRequest request) =>
        _connection.CallAsync(new OutgoingCall(request)).Within($"an end of {request.ActionName}");

    /// <summary>Answers every CALL of an action from now on.</summary>
    public ScriptedChargePoint Answer<TRequest, TResponse>(Func<TRequest, TResponse> answer)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse =>
        AnswerAsync<TRequest, TResponse>(request => ValueTask.FromResult(answer(request)));

    /// <summary>Answers every CALL of an action from now on.</summary>
    public ScriptedChargePoint AnswerAsync<TRequest, TResponse>(Func<TRequest, ValueTask<TResponse>> answer)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse
    {
        _dispatcher.Handle(new Handler<TRequest, TResponse>(this, answer));
        return this;
    }

    /// <summary>The next CALL of an action that has an answer, in order of arrival.</summary>
    public async Task<TRequest> ReceivedAsync<TRequest>()
        where TRequest : class, IOcppRequest =>
        (TRequest)await ChannelOf(typeof(TRequest)).Reader.ReadAsync().AsTask().Within($"a {typeof(TRequest).Name}");

    /// <summary>Ends the connection with a close frame.</summary>
    public Task CloseAsync() => _connection.CloseAsync(Ocpp.Rpc.CloseCode.Normal, "", TimeSpan.Zero);

    /// <summary>Drops the connection.</summary>
    public void Abort() => _connection.Abort();

    public async ValueTask DisposeAsync()
    {
        if (!Closed.IsCompleted)
        {
            _connection.Abort();
        }

        await Closed.Within("the end of the connection");
        _socket.Dispose();
        _watcher.Failures.ShouldBeEmpty();
    }

    private Channel<IOcppRequest> ChannelOf(Type request) => _received.GetOrAdd(request, static _ => Channel.CreateUnbounded<IOcppRequest>());

    private sealed class Handler<TRequest, TResponse>(ScriptedChargePoint chargePoint, Func<TRequest, ValueTask<TResponse>> answer)
        : IOcppHandler<TRequest, TResponse, ScriptedChargePoint>
        where TRequest : class, IOcppRequest<TResponse>
        where TResponse : class, IOcppResponse
    {
        public ValueTask<TResponse> HandleAsync(TRequest request, CallContext<ScriptedChargePoint> call, CancellationToken cancellationToken)
        {
            chargePoint.ChannelOf(typeof(TRequest)).Writer.TryWrite(request);
            return answer(request);
        }
    }

    private sealed class Watcher : IOcppConnectionObserver
    {
        public ConcurrentQueue<ProtocolNote> Notes { get; } = new();

        public ConcurrentQueue<Exception> Failures { get; } = new();

        public ConcurrentQueue<string> Calls { get; } = new();

        public void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
        {
            if (frame.Kind == FrameKind.Call)
            {
                Calls.Enqueue(Encoding.UTF8.GetString(utf8));
            }
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

        public void AnsweredLate(OutgoingCall call, CallOutcome outcome)
        {
        }

        public void HandlerFailed(string action, MessageId id, Exception exception) => Failures.Enqueue(exception);
    }
}
