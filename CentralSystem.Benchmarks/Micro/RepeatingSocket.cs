using System.Buffers;
using Ocpp.Rpc;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>A peer that sends one frame so many times, each under the next id, and closes.</summary>
internal sealed class RepeatingSocket(byte[] frame, int times) : IMessageSocket
{
    private int _left = times;

    public ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_left-- == 0)
        {
            return new(InboundMessage.WithoutContent(InboundKind.Close));
        }

        // The last digit of the id alternates, since a CALL under the id of the one before is noted as a deviation.
        var rented = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(rented, 0);
        rented[frame.AsSpan().IndexOf((byte)',') + 2] = (byte)('a' + (_left & 1));
        return new(InboundMessage.Of(InboundKind.Text, rented, frame.Length));
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Abort() => _left = 0;

    public void Dispose()
    {
    }
}
