namespace Ocpp.Rpc;

/// <summary>What an OCPP connection needs of its transport: whole messages in, whole messages out, an end.</summary>
/// <remarks>Narrow on purpose: a framing over raw connections can take the place of the framework's WebSocket (docs/decisions/0004-ping-below-the-websocket.md).</remarks>
public interface IMessageSocket : IDisposable
{
    /// <summary>Waits for the next message or the end of the connection. No buffer is held while it waits.</summary>
    /// <remarks>Errors: <see cref="System.Net.WebSockets.WebSocketException"/> when the connection breaks, <see cref="OperationCanceledException"/> after <see cref="Abort"/>.</remarks>
    ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Timestamp of the moment in which the message that is being received began; 0 while none is.</summary>
    long BegunAt => 0;

    /// <summary>Sends one whole text message. Callers take turns: one send at a time.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken);

    /// <summary>Sends a close frame; the peer's close frame ends <see cref="ReceiveAsync"/>.</summary>
    Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken);

    /// <summary>Drops the connection without a word.</summary>
    void Abort();
}

/// <summary>Status codes of a websocket close frame used here (RFC 6455 §7.4.1).</summary>
public static class CloseCode
{
    /// <summary>The purpose of the connection is fulfilled.</summary>
    public const int Normal = 1000;

    /// <summary>This side goes away, or another connection took its place.</summary>
    public const int GoingAway = 1001;

    /// <summary>Too many frames that are not OCPP-J.</summary>
    public const int ProtocolError = 1002;

    /// <summary>A binary message in strict mode.</summary>
    public const int UnsupportedData = 1003;

    /// <summary>The peer sends more than it may.</summary>
    public const int PolicyViolation = 1008;

    /// <summary>A message above the size limit.</summary>
    public const int MessageTooBig = 1009;

    /// <summary>This side has too much to do; the peer may come back.</summary>
    public const int TryAgainLater = 1013;
}
