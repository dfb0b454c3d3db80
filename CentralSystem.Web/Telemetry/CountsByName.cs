using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace CentralSystem.Web.Telemetry;

/// <summary>Counts for a fixed set of values of one label; all of them are told from the start, so that a rate over a first event is right.</summary>
internal sealed class CountsByName(string label, string[] names)
{
    private readonly long[] _counts = new long[names.Length];
    private readonly FrozenDictionary<string, int> _indexes = names.Select((name, index) => KeyValuePair.Create(name, index)).ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<(string Name, long Count)> All => names.Select((name, index) => (name, Interlocked.Read(ref _counts[index])));

    public void Add(int index) => Interlocked.Increment(ref _counts[index]);

    /// <returns>False for a name that is none of the set.</returns>
    public bool Add(string name)
    {
        if (!_indexes.TryGetValue(name, out var index))
        {
            return false;
        }

        Add(index);
        return true;
    }

    public IEnumerable<Measurement<long>> Measure() => All.Select(entry => new Measurement<long>(entry.Count, new KeyValuePair<string, object?>(label, entry.Name)));
}
