namespace ChargePointEmulator.Fleet;

/// <summary>A repeatable source of random numbers in eight bytes (SplitMix64); <see cref="Random"/> with a seed needs thirty times as much.</summary>
internal sealed class SeededRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <param name="seed">What all of it follows from.</param>
    /// <param name="stream">Numbers that name the stream, such as charge point and connector; streams of one seed have nothing to do with each other.</param>
    public SeededRandom(int seed, params ReadOnlySpan<int> stream)
    {
        _state = Mix((uint)seed + Step);
        foreach (var part in stream)
        {
            // Mixed, because states that lie a step apart are one sequence: each stream would repeat its neighbour's numbers one draw later.
            _state = Mix(_state ^ ((uint)part + Step));
        }
    }

    /// <summary>At least 0 and below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and below <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Evenly spread between half of a duration and one and a half of it.</summary>
    public TimeSpan Around(TimeSpan mean) => mean * (0.5 + NextDouble());

    private ulong Next() => Mix(_state += Step);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
