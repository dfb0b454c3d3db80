using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ocpp.Rpc;

/// <summary>Id that ties an answer to its CALL (OCPP-J §4.1.4): a string of at most 36 characters.</summary>
/// <param name="Text">The id, without quotes.</param>
/// <param name="IsNumber">True when the peer wrote a JSON number; it gets the same token back.</param>
public readonly record struct MessageId(string Text, bool IsNumber = false)
{
    /// <summary>Longest id of the specification, in characters.</summary>
    public const int MaxLength = 36;

    // A UUID of version 7 whose random part is drawn once and counted up from there (RFC 9562 §6.2, method 2): drawing it for each CALL is a system call each time.
    private static readonly long RandomStart = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
    private static readonly long RandomNode = RandomNumberGenerator.GetInt32(1 << 12);
    private static long _made;

    /// <summary>An id that no other CALL of this process has, nor one of another process.</summary>
    public static MessageId New()
    {
        Span<byte> uuid = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(uuid, (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x7000 | RandomNode);
        BinaryPrimitives.WriteInt64BigEndian(uuid[8..], long.MinValue | ((RandomStart + Interlocked.Increment(ref _made)) & (long.MaxValue >> 1)));
        return new(new Guid(uuid, bigEndian: true).ToString());
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}
