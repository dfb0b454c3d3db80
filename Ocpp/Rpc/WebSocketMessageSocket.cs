using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Ocpp.Rpc;

/// <summary>Whole messages over the framework's <see cref="WebSocket"/>.</summary>
/// <param name="socket">An open websocket; it passes to this object.</param>
/// <param name="maxMessageBytes">Longest message that is read.</param>
/// <param name="abort">Drops the connection below the websocket; without it the websocket's own abort is used.</param>
public sealed class WebSocketMessageSocket(WebSocket socket, int maxMessageBytes, Action? abort = null) : IMessageSocket
{
    private const int FirstBuffer = 2048;

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        // A read of zero bytes returns when something came: thousands of idle connections then hold no buffer.
        var result = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return InboundMessage.WithoutContent(InboundKind.Close);
        }

        var kind = KindOf(result.MessageType);
        if (result.EndOfMessage)
        {
            return InboundMessage.WithoutContent(kind);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            while (true)
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                length += result.Count;
                if (result.MessageType == WebSocketMessageType.Close || length > maxMessageBytes)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return InboundMessage.WithoutContent(length > maxMessageBytes ? InboundKind.TooBig : InboundKind.Close);
                }

                if (result.EndOfMessage)
                {
                    return InboundMessage.Of(kind, buffer, length);
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) =>
        socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <inheritdoc />
    public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) =>
        socket.State is WebSocketState.Open or WebSocketState.CloseReceived
            ? socket.CloseOutputAsync((WebSocketCloseStatus)statusCode, reason, cancellationToken)
            : Task.CompletedTask;

    /// <inheritdoc />
    public void Abort()
    {
        try
        {
            (abort ?? socket.Abort)();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself a moment ago.
        }
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();

    private static InboundKind KindOf(WebSocketMessageType type) => type == WebSocketMessageType.Binary ? InboundKind.Binary : InboundKind.Text;

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
