using System.Numerics;

namespace ChargePointEmulator.Measuring;

/// <summary>How long things took, in buckets that are 1/128 wide: a percentile is at most 0.8 % too high, never too low.</summary>
/// <remarks>
/// Source of the idea: HdrHistogram (Gil Tene). Counts can be added, of several shards, and subtracted, of two moments, which a summary cannot.
/// Safe for concurrent use.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;
    private const int Doublings = 32 - StepBits;

    /// <summary>Anything longer counts as this: an hour and eleven minutes.</summary>
    private const long Longest = uint.MaxValue;

    /// <summary>Buckets of a histogram.</summary>
    public const int Buckets = (Doublings + 1) * Steps;

    private readonly long[] _counts = new long[Buckets];
    private long _highest;

    public void Add(TimeSpan took)
    {
        var microseconds = (long)Math.Clamp(took.TotalMicroseconds, 0, Longest);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        for (var highest = Volatile.Read(ref _highest); microseconds > highest; highest = Volatile.Read(ref _highest))
        {
            Interlocked.CompareExchange(ref _highest, microseconds, highest);
        }
    }

    /// <summary>Adds what is counted here to counts that are being summed; gives the longest.</summary>
    public TimeSpan AddTo(long[] counts)
    {
        for (var i = 0; i < Buckets; i++)
        {
            counts[i] += Volatile.Read(ref _counts[i]);
        }

        return TimeSpan.FromMicroseconds(Volatile.Read(ref _highest));
    }

    /// <summary>Highest value that falls into a bucket.</summary>
    public static TimeSpan UpperEdge(int bucket)
    {
        var doubling = Math.Max(0, (bucket >> StepBits) - 1);
        var step = bucket - (doubling << StepBits);
        return TimeSpan.FromMicroseconds((((long)step + 1) << doubling) - 1);
    }

    private static int IndexOf(long microseconds)
    {
        // Up to 256 each microsecond has a bucket; from there 128 for each doubling.
        var doubling = Math.Max(0, BitOperations.Log2((ulong)microseconds | 1) - StepBits);
        return (int)((doubling << StepBits) + (microseconds >> doubling));
    }
}

/// <summary>Counts of a histogram at one moment, or between two.</summary>
/// <param name="counts">By bucket; null for none.</param>
/// <param name="longest">No value was longer.</param>
internal readonly struct Latencies(long[]? counts, TimeSpan longest)
{
    private readonly long[]? _counts = counts;
    private readonly TimeSpan _longest = longest;

    public long Count => _counts?.Sum() ?? 0;

    /// <summary>So many per cent took no longer; zero where nothing was counted.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    public TimeSpan Percentile(double percent)
    {
        var left = (long)Math.Ceiling(Count * percent / 100);
        for (var bucket = 0; left > 0; bucket++)
        {
            left -= _counts![bucket];
            if (left <= 0)
            {
                var edge = LatencyHistogram.UpperEdge(bucket);
                return edge < _longest ? edge : _longest;
            }
        }

        return TimeSpan.Zero;
    }

    public TimeSpan Max => Percentile(100);

    /// <summary>Of all values, each as its bucket has it.</summary>
    public TimeSpan Sum => _counts?.Select((count, bucket) => count * LatencyHistogram.UpperEdge(bucket)).Aggregate(TimeSpan.Zero, (sum, each) => sum + each) ?? TimeSpan.Zero;

    /// <summary>Values up to a limit.</summary>
    public long CountUpTo(TimeSpan limit) => _counts?.Where((_, bucket) => LatencyHistogram.UpperEdge(bucket) <= limit).Sum() ?? 0;

    /// <summary>Counts of several as one.</summary>
    public static Latencies Together(IReadOnlyCollection<Latencies> all)
    {
        var counts = new long[LatencyHistogram.Buckets];
        foreach (var each in all.Select(each => each._counts).OfType<long[]>())
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += each[bucket];
            }
        }

        return new Latencies(counts, all.Max(each => each._longest));
    }

    /// <summary>What came since an earlier moment.</summary>
    public Latencies Since(Latencies earlier) =>
        earlier._counts is not { } before ? this : new Latencies([.. _counts!.Select((count, bucket) => count - before[bucket])], _longest);
}
