using CentralSystem.Web.Connections.Limits;

namespace CentralSystem.Web.Connections;

/// <summary>The upgraded stream under a websocket. It notes when bytes last came, and puts ping frames between whole frames.</summary>
/// <remarks>
/// The framework's WebSocket cannot send a ping on demand. It writes one whole frame per call, so a ping under the same lock never
/// cuts one in two; and it reads again only when what came is consumed, pongs included, so the time of a read is a sign of life
/// (docs/decisions/0004-ping-below-the-websocket.md).
/// </remarks>
internal sealed class PingStream(Stream inner, TimeProvider time) : Stream
{
    private const byte CloseOpcode = 0x8;
    private const byte OpcodeMask = 0x0F;

    private static readonly ReadOnlyMemory<byte> Ping = new byte[] { 0x89, 0x00 };

    private readonly Lock _writing = new();
    private long _lastReadTimestamp = time.GetTimestamp();
    private long _lastPingTimestamp;
    private bool _closeSent;

    /// <summary>Time since bytes were last read.</summary>
    public TimeSpan SinceLastRead => time.GetElapsedTime(Interlocked.Read(ref _lastReadTimestamp));

    /// <summary>A ping went out and nothing came back since.</summary>
    public bool AwaitsPong
    {
        get
        {
            var ping = Interlocked.Read(ref _lastPingTimestamp);
            return ping != 0 && Interlocked.Read(ref _lastReadTimestamp) < ping;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Told the time from a ping to the first sign of life after it.</summary>
    public Action<TimeSpan>? Ponged { get; set; }

    /// <summary>How fast the stream is read; null for as fast as the peer sends.</summary>
    public MessagePace? Pace { get; set; }

    /// <summary>The peer went on sending faster than it is read, which ended the stream.</summary>
    public bool WasFlooded { get; private set; }

    /// <summary>Sends a ping frame, unless a close frame went out before.</summary>
    public ValueTask SendPingAsync(CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            if (_closeSent)
            {
                return ValueTask.CompletedTask;
            }

            Interlocked.Exchange(ref _lastPingTimestamp, time.GetTimestamp());
            return inner.WriteAsync(Ping, cancellationToken);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The caller is back for more, so something came since its last call. Handing the task on as it is costs nothing.
        if (Ponged is { } ponged && AwaitsPong)
        {
            ponged(time.GetElapsedTime(Interlocked.Read(ref _lastPingTimestamp)));
        }

        Interlocked.Exchange(ref _lastReadTimestamp, time.GetTimestamp());
        return Pace is { } pace && pace.TakeRead() is var wait && wait != TimeSpan.Zero
            ? ReadLaterAsync(wait, buffer, cancellationToken)
            : inner.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Pings and pieces of frames, faster than any Charge Point sends them.</summary>
    private async ValueTask<int> ReadLaterAsync(TimeSpan? wait, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (wait is not { } pause)
        {
            WasFlooded = true;
            throw new IOException("The peer sends too much.");
        }

        await Task.Delay(pause, time, cancellationToken);
        Interlocked.Exchange(ref _lastReadTimestamp, time.GetTimestamp());
        return await inner.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_writing)
        {
            _closeSent |= !buffer.IsEmpty && (buffer.Span[0] & OpcodeMask) == CloseOpcode;
            return inner.WriteAsync(buffer, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
