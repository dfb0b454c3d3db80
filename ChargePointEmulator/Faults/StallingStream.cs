using ChargePointEmulator.Connection;

namespace ChargePointEmulator.Faults;

/// <summary>A TCP stream that swallows everything while its line is half-open.</summary>
/// <remarks>Below the websocket, because the framework answers pings by itself: a half-open socket answers nothing.</remarks>
internal sealed class StallingStream(Stream inner, Line line) : StreamAround(inner)
{
    private readonly CancellationTokenSource _closed = new();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken);
        if (line.IsHalfOpen)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            await line.PassableAsync(ended.Token);
        }

        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        line.IsHalfOpen ? ValueTask.CompletedTask : Inner.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }
}
