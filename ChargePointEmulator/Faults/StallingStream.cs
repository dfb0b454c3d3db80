using System.Net;
using System.Net.Sockets;

namespace ChargePointEmulator.Faults;

/// <summary>Opens the TCP connections of lines that can become half-open.</summary>
/// <remarks>Below the websocket, because the framework answers pings by itself: a half-open socket answers nothing.</remarks>
internal sealed class StallingConnections(Func<string, Line> lineOf)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync((EndPoint)context.DnsEndPoint, cancellationToken);
            var identity = Uri.UnescapeDataString(context.InitialRequestMessage.RequestUri!.AbsolutePath.TrimEnd('/').Split('/')[^1]);
            return new StallingStream(new NetworkStream(socket, ownsSocket: true), lineOf(identity));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A TCP stream that swallows everything while its line is half-open.</summary>
internal sealed class StallingStream(Stream inner, Line line) : Stream
{
    private readonly CancellationTokenSource _closed = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (line.IsHalfOpen)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            await line.PassableAsync(ended.Token);
        }

        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        line.IsHalfOpen ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            inner.Dispose();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }
}
