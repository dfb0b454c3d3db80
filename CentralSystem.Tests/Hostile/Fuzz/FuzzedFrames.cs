using System.Text;
using CentralSystem.Tests.Support;
using CsCheck;

namespace CentralSystem.Tests.Hostile.Fuzz;

/// <summary>Websocket frames: legal ones in unusual shapes, and those that break RFC 6455.</summary>
internal static class FuzzedFrames
{
    /// <summary>A text message as bytes: whole, in pieces, or in pieces with pings and pongs between them.</summary>
    public static Gen<byte[]> Of(string text) => Gen.Select(Gen.Int[0, 9], Gen.Int[1, 40], (shape, pieces) =>
    {
        var payload = Encoding.UTF8.GetBytes(text);
        return shape switch
        {
            0 => InPieces(payload, pieces, Opcode.Text, []),
            1 => InPieces(payload, pieces, Opcode.Text, RawWebSocketClient.Frame(Opcode.Ping, "between"u8)),
            2 => [.. RawWebSocketClient.Frame(Opcode.Pong, "unasked"u8), .. RawWebSocketClient.Frame(Opcode.Text, payload)],
            3 => RawWebSocketClient.Frame(Opcode.Binary, payload),
            _ => RawWebSocketClient.Frame(Opcode.Text, payload),
        };
    });

    /// <summary>Bytes after which the connection is over.</summary>
    public static Gen<byte[]> Breaking { get; } = Gen.OneOf(
        Gen.Byte.Array[1, 400],
        Gen.OneOf<byte[]>(
            [0xC1, 0x80, 1, 2, 3, 4],                                   // a reserved bit
            [0x81, 0x02, (byte)'[', (byte)']'],                         // not masked
            [0x83, 0x80, 1, 2, 3, 4],                                   // a reserved opcode
            [0x80, 0x80, 1, 2, 3, 4],                                   // goes on with nothing
            [0x01, 0x80, 1, 2, 3, 4, 0x81, 0x80, 1, 2, 3, 4],           // a message within a message
            [0x09, 0x80, 1, 2, 3, 4],                                   // a ping in pieces
            [0x89, 0xFE, 0x00, 0x7E, 1, 2, 3, 4],                       // a ping of 126 bytes
            [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],        // a negative length
            [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 5], // a length nobody has
            [0x88, 0x81, 1, 2, 3, 4, 5],                                // half a close code
            [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7],                       // close code 999
            [0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28]),                      // no UTF-8
        Gen.Int[1, 6].Select(length => RawWebSocketClient.Frame(Opcode.Text, "[2,\"half\""u8)[..length]));

    private static byte[] InPieces(byte[] payload, int length, Opcode opcode, byte[] between)
    {
        var frames = new List<byte>();
        var at = 0;
        do
        {
            var end = Math.Min(at + length, payload.Length);
            frames.AddRange(RawWebSocketClient.Frame(at == 0 ? opcode : Opcode.Continuation, payload.AsSpan(at, end - at), fin: end == payload.Length));
            frames.AddRange(end < payload.Length ? between : []);
            at = end;
        }
        while (at < payload.Length);
        return [.. frames];
    }
}
