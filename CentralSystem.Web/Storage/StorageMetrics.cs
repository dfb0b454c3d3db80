using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CentralSystem.Web.Storage;

/// <summary>How large the groups of the writer are and how long their commits take.</summary>
internal sealed class StorageMetrics : IDisposable
{
    public const string MeterName = "CentralSystem.Storage";

    private static readonly InstrumentAdvice<int> GroupSizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] };

    private readonly Meter _meter;
    private readonly Histogram<int> _groupSize;
    private readonly Histogram<double> _commitSeconds;

    public StorageMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _groupSize = _meter.CreateHistogram<int>("centralsystem.storage.group_size", "{change}", "Changes that shared one commit", advice: GroupSizes);
        _commitSeconds = _meter.CreateHistogram<double>("centralsystem.storage.commit_duration", "s", "Time from the first change of a group to its commit", advice: Durations);
    }

    /// <param name="changes">Changes of the group.</param>
    /// <param name="began">A <see cref="Stopwatch"/> timestamp.</param>
    public void Committed(int changes, long began)
    {
        _groupSize.Record(changes);
        _commitSeconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
