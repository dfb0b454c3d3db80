using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CentralSystem.Web.Storage;

/// <summary>How large the groups of the writer are and how long their commits take.</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<int> _groupSize;
    private readonly Histogram<double> _commitSeconds;

    public StorageMetrics(IMeterFactory factory)
    {
        _meter = factory.Create("CentralSystem.Storage");
        _groupSize = _meter.CreateHistogram<int>("centralsystem.storage.group_size", "{change}", "Changes that shared one commit");
        _commitSeconds = _meter.CreateHistogram<double>("centralsystem.storage.commit_duration", "s", "Time from the first change of a group to its commit");
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
