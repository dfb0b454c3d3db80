using System.Net;
using System.Net.Sockets;

namespace CentralSystem.Tests.Support;

/// <summary>A proxy before a PostgreSQL server that can swallow the answer to a COMMIT and break the connection: the worst moment for it.</summary>
internal sealed class SwallowingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private int _armed;

    public SwallowingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether an answer was swallowed since it was armed.</summary>
    public bool HasSwallowed => Volatile.Read(ref _armed) == 2;

    /// <summary>The next COMMIT reaches the server; its answer reaches nobody.</summary>
    public void SwallowNextCommit() => Volatile.Write(ref _armed, 1);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var swallow = false;
            var up = PumpAsync(client, server, bytes =>
            {
                swallow |= bytes.Span.IndexOf("COMMIT"u8) >= 0 && Interlocked.CompareExchange(ref _armed, 2, 1) == 1;
                return true;
            });
            var down = PumpAsync(server, client, _ => !swallow);
            await Task.WhenAny(up, down);
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> passes)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0 && passes(buffer.AsMemory(0, read)))
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed; the other is closed with it.
        }
    }
}
