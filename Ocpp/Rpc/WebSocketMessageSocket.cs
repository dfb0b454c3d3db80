using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Ocpp.Rpc;

/// <summary>Whole messages over the framework's <see cref="WebSocket"/>.</summary>
/// <param name="socket">An open websocket; it passes to this object.</param>
/// <param name="maxMessageBytes">Longest message that is read.</param>
/// <param name="abort">Drops the connection below the websocket; without it the websocket's own abort is used.</param>
/// <param name="room">What long messages share with those of other connections; without it they take what they need.</param>
/// <param name="time">Clock that says since when a message is under way.</param>
/// <param name="sends">Text, as OCPP-J §4.1.2 asks; some stations send binary messages all the same.</param>
public sealed class WebSocketMessageSocket(
    WebSocket socket, int maxMessageBytes, Action? abort = null, LongMessageRoom? room = null, TimeProvider? time = null, WebSocketMessageType sends = WebSocketMessageType.Text) : IMessageSocket
{
    private const int FirstBuffer = 2048;

    private long _begunAt;

    /// <inheritdoc />
    public long BegunAt => Volatile.Read(ref _begunAt);

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

        _begunAt = time?.GetTimestamp() ?? 0;
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
                    Return(buffer);
                    return InboundMessage.WithoutContent(length > maxMessageBytes ? InboundKind.TooBig : InboundKind.Close);
                }

                if (result.EndOfMessage)
                {
                    return InboundMessage.Of(kind, buffer, length, IsLong(buffer) ? room : null);
                }

                if (length == buffer.Length && !TryGrow(ref buffer))
                {
                    Return(buffer);
                    return InboundMessage.WithoutContent(InboundKind.NoRoom);
                }
            }
        }
        catch
        {
            Return(buffer);
            throw;
        }
        finally
        {
            Volatile.Write(ref _begunAt, 0);
        }
    }

    /// <inheritdoc />
    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) =>
        socket.SendAsync(utf8, sends, endOfMessage: true, cancellationToken);

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

    private static bool IsLong(byte[] buffer) => buffer.Length > LongMessageRoom.LongestShort;

    /// <summary>Moves what has come into a buffer twice as long, where there is room for it.</summary>
    private bool TryGrow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        if (IsLong(larger) && room?.TryTake(larger.Length) == false)
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        buffer.CopyTo(larger, 0);
        Return(buffer);
        buffer = larger;
        return true;
    }

    private void Return(byte[] buffer)
    {
        if (IsLong(buffer))
        {
            room?.Return(buffer.Length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
