using System.Numerics;
using System.Text.Json.Nodes;

namespace CentralSystem.Benchmarks.Load;

/// <summary>Latencies in log-linear steps, 64 to each power of two: within 1.6 % of the true value. Safe for concurrent use.</summary>
internal sealed class LatencyHistogram
{
    private const int Steps = 64;
    private const int StepBits = 6;

    private readonly long[] _buckets = new long[Steps * 40];
    private long _count;
    private long _sum;
    private long _max;

    public long Count => Interlocked.Read(ref _count);

    public double MeanUs => Count == 0 ? 0 : Interlocked.Read(ref _sum) / 1000.0 / Count;

    public double MaxUs => Interlocked.Read(ref _max) / 1000.0;

    public void Add(TimeSpan latency)
    {
        var nanoseconds = Math.Max(0, (long)latency.TotalNanoseconds);
        Interlocked.Increment(ref _buckets[IndexOf(nanoseconds)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sum, nanoseconds);
        for (var max = Interlocked.Read(ref _max); nanoseconds > max;)
        {
            var seen = Interlocked.CompareExchange(ref _max, nanoseconds, max);
            max = seen == max ? nanoseconds : seen;
        }
    }

    /// <param name="quantile">From 0 to 1.</param>
    public double QuantileUs(double quantile)
    {
        var wanted = Math.Min((long)(quantile * Count), Count - 1);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Interlocked.Read(ref _buckets[i]);
            if (seen > wanted && seen > 0)
            {
                return (i < Steps ? i : (long)(Steps + (i % Steps)) << ((i / Steps) - 1)) / 1000.0;
            }
        }

        return MaxUs;
    }

    public JsonObject ToJson() => new()
    {
        ["mean"] = Math.Round(MeanUs, 1),
        ["p50"] = Math.Round(QuantileUs(0.5), 1),
        ["p95"] = Math.Round(QuantileUs(0.95), 1),
        ["p99"] = Math.Round(QuantileUs(0.99), 1),
        ["p999"] = Math.Round(QuantileUs(0.999), 1),
        ["max"] = Math.Round(MaxUs, 1),
    };

    private static int IndexOf(long value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        var top = BitOperations.Log2((ulong)value);
        return ((top - StepBits + 1) * Steps) + (int)((value >> (top - StepBits)) & (Steps - 1));
    }
}
