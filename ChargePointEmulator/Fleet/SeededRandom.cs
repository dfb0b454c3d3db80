namespace ChargePointEmulator.Fleet;

/// <summary>A repeatable source of random numbers in eight bytes (SplitMix64); <see cref="Random"/> with a seed needs thirty times as much.</summary>
internal sealed class SeededRandom(int seed, int stream)
{
    private ulong _state = ((ulong)(uint)seed << 32) ^ ((ulong)(uint)stream * 0x9E3779B97F4A7C15);

    /// <summary>At least 0 and below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and below <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Evenly spread between half of a duration and one and a half of it.</summary>
    public TimeSpan Around(TimeSpan mean) => mean * (0.5 + NextDouble());

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
