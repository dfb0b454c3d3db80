using System.Buffers.Binary;
using System.Text;

namespace CentralSystem.Benchmarks.Load;

/// <summary>Websocket frames as a client makes them, by hand: a generator must cost less than what it measures.</summary>
internal static class ClientFrame
{
    public const int TextOpcode = 1;
    public const int CloseOpcode = 8;
    public const int PingOpcode = 9;
    public const int PongOpcode = 10;

    /// <summary>Longest header of a masked frame up to 64 KiB.</summary>
    public const int LargestHeader = 8;

    /// <summary>Writes one whole masked frame.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> frame, int opcode, ReadOnlySpan<byte> payload)
    {
        frame[0] = (byte)(0x80 | opcode);
        var header = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
            header = 4;
        }

        Span<byte> mask = stackalloc byte[4];
        Random.Shared.NextBytes(mask);
        mask.CopyTo(frame[header..]);
        header += mask.Length;
        for (var i = 0; i < payload.Length; i++)
        {
            frame[header + i] = (byte)(payload[i] ^ mask[i & 3]);
        }

        return header + payload.Length;
    }

    /// <summary>Finds the first whole frame of a server.</summary>
    /// <returns>False when more bytes are needed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int opcode, out Range payload, out int length)
    {
        (opcode, payload, length) = (0, default, 0);
        if (bytes.Length < 2)
        {
            return false;
        }

        var header = 2;
        long payloadLength = bytes[1] & 0x7F;
        if (payloadLength == 126)
        {
            header = 4;
            payloadLength = bytes.Length < header ? long.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (payloadLength == 127)
        {
            header = 10;
            payloadLength = bytes.Length < header ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        }

        if (payloadLength > bytes.Length - header)
        {
            return false;
        }

        opcode = bytes[0] & 0x0F;
        length = header + (int)payloadLength;
        payload = header..length;
        return true;
    }

    /// <summary>The HTTP request that asks for the upgrade.</summary>
    public static byte[] UpgradeRequest(LoadOptions options, string identity, string key) => Encoding.ASCII.GetBytes(
        $"GET {options.Path}{identity} HTTP/1.1\r\nHost: {options.Server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
}
