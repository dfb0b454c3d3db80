using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

namespace ChargePointEmulator.Check.Wire;

/// <summary>Opcodes of websocket frames (RFC 6455 §5.2).</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>One frame of a websocket.</summary>
internal readonly record struct WireFrame(Opcode Opcode, bool IsFinal, byte[] Payload);

/// <summary>The client's end of a websocket, frame by frame, so that a case can send what no library would.</summary>
/// <remarks>One reader at a time, any number of writers. Errors: <see cref="IOException"/> when the connection breaks.</remarks>
internal sealed class WireSocket(Stream stream) : IAsyncDisposable
{
    /// <summary>A peer that sends more than this in one frame is not measured but refused.</summary>
    private const long MaxFrameBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>What TLS agreed on; null on a plain connection.</summary>
    public SslStream? Tls => stream as SslStream;

    /// <summary>Sends one frame, masked as a client has to.</summary>
    public async Task SendFrameAsync(Opcode opcode, ReadOnlyMemory<byte> payload, bool isFinal, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(Frame(opcode, payload.Span, isFinal), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<WireFrame?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = new byte[2];
        if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancellationToken) < 2)
        {
            return null;
        }

        var length = (long)(head[1] & 0x7F);
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadExactlyAsync(2, cancellationToken));
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadInt64BigEndian(await ReadExactlyAsync(8, cancellationToken));
        }

        if ((head[1] & 0x80) != 0 || (head[0] & 0x70) != 0 || length is < 0 or > MaxFrameBytes)
        {
            throw new IOException($"a frame begins with {head[0]:x2} {head[1]:x2}: masked, with reserved bits, or longer than {MaxFrameBytes} bytes (RFC 6455 §5.1, §5.2)");
        }

        var payload = await ReadExactlyAsync((int)length, cancellationToken);
        return new WireFrame((Opcode)(head[0] & 0x0F), (head[0] & 0x80) != 0, payload);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        _writing.Dispose();
    }

    private static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool isFinal)
    {
        var extra = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + extra + 4 + payload.Length];
        frame[0] = (byte)((isFinal ? 0x80 : 0) | (int)opcode);
        frame[1] = (byte)(0x80 | (extra == 0 ? payload.Length : extra == 2 ? 126 : 127));
        if (extra == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (extra == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        }

        var key = frame.AsSpan(2 + extra, 4);
        RandomNumberGenerator.Fill(key);
        var masked = frame.AsSpan(2 + extra + 4);
        for (var i = 0; i < payload.Length; i++)
        {
            masked[i] = (byte)(payload[i] ^ key[i % 4]);
        }

        return frame;
    }

    private async Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }


    /// <summary>Sends a text message in one frame.</summary>
    public Task SendTextAsync(string text, CancellationToken cancellationToken) =>
        SendFrameAsync(Opcode.Text, Encoding.UTF8.GetBytes(text), isFinal: true, cancellationToken);
}
