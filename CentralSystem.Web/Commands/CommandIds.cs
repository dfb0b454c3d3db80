namespace CentralSystem.Web.Commands;

/// <summary>Makes ids that rise with time, also within a millisecond: the order of the ids is the order of the commands.</summary>
/// <remarks>UUIDs of version 7 whose bits after the time count (RFC 9562 §6.2, method 1).</remarks>
internal sealed class CommandIds(TimeProvider time)
{
    private const int MostPerMillisecond = 1 << 12;

    private readonly Lock _lock = new();
    private long _milliseconds;
    private int _count;

    public Guid Next()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            (_milliseconds, _count) = now > _milliseconds ? (now, 0) : (_milliseconds, _count + 1);
            if (_count == MostPerMillisecond)
            {
                (_milliseconds, _count) = (_milliseconds + 1, 0);
            }

            return With(Guid.NewGuid(), _milliseconds, _count);
        }
    }

    /// <summary>The lowest id of an instant: what was made before it is below.</summary>
    public static Guid At(DateTimeOffset instant) => With(Guid.Empty, instant.ToUnixTimeMilliseconds(), 0);

    private static Guid With(Guid random, long milliseconds, int count)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.TryWriteBytes(bytes, bigEndian: true, out _);
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | (count >> 8));
        bytes[7] = (byte)count;
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
