namespace ChargePointEmulator.Connection;

/// <summary>A network stream with something around it, which is asynchronous only.</summary>
internal abstract class StreamAround(Stream inner) : Stream
{
    protected Stream Inner { get; } = inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => Inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>A stream of which a little was read already; it is read once more.</summary>
internal sealed class StreamWithSurplus(ReadOnlyMemory<byte> surplus, Stream inner) : StreamAround(inner)
{
    private ReadOnlyMemory<byte> _surplus = surplus;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_surplus.IsEmpty)
        {
            return base.ReadAsync(buffer, cancellationToken);
        }

        var length = Math.Min(buffer.Length, _surplus.Length);
        _surplus[..length].CopyTo(buffer);

        // Let go of when it is read: the connection lives long.
        _surplus = length == _surplus.Length ? default : _surplus[length..];
        return ValueTask.FromResult(length);
    }
}
