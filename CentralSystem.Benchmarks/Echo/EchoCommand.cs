using System.Buffers;
using System.Net.WebSockets;

namespace CentralSystem.Benchmarks.Echo;

/// <summary>The yardstick: the least a Kestrel websocket server can do with a message, under the settings of the service.</summary>
/// <remarks>
/// It sends every message back with its first element turned from 2 into 3, so that a load generator takes a CALL for its answer.
/// Like the service it waits with a read of zero bytes, holds no buffer while it waits, and negotiates no compression.
/// </remarks>
internal static class EchoCommand
{
    private const int LargestMessage = 16 * 1024;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandLine(args);
        var port = options.Int("port", 18600, 1, 65535);
        options.RefuseOthers();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentUpgradedConnections = null;
            kestrel.ListenLocalhost(port);
        });
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Run(EchoAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        try
        {
            while (await EchoMessageAsync(socket))
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The generator is gone; nobody is left to tell.
        }
    }

    /// <returns>False when the conversation is over.</returns>
    private static async ValueTask<bool> EchoMessageAsync(WebSocket socket)
    {
        await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }

                received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
            }
            while (!received.EndOfMessage && received.MessageType != WebSocketMessageType.Close);

            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return false;
            }

            TurnIntoAnswer(buffer.AsSpan(0, length));
            await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void TurnIntoAnswer(Span<byte> message)
    {
        var kind = message.IndexOf((byte)'2');
        if (kind is > 0 and < 4)
        {
            message[kind] = (byte)'3';
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        if (buffer.Length >= LargestMessage)
        {
            throw new IOException("A message is longer than any of the load.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
