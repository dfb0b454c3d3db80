namespace CentralSystem.Web.Access;

/// <summary>Counts failures by key and says how long the next try must wait; holds a bounded number of keys, those that failed last.</summary>
/// <param name="time">Its clock.</param>
/// <param name="free">Failures without a wait; the next one costs a second, and each further one twice the last.</param>
/// <param name="longest">Longest wait.</param>
/// <param name="memory">How long after its last failure a key is forgotten; twice the longest wait, and 15 minutes at least, unless given.</param>
/// <param name="mostKeys">Most keys that are remembered.</param>
internal sealed class FailureCounter(TimeProvider time, int free, TimeSpan longest, TimeSpan? memory = null, int mostKeys = FailureCounter.MostKeys)
{
    /// <summary>Most keys that are remembered unless given.</summary>
    public const int MostKeys = 10_000;

    private readonly TimeSpan _memory = memory ?? TimeSpan.FromMinutes(Math.Max(15, 2 * longest.TotalMinutes));
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Entry> _oldestFirst = new();
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>How long the next try must wait; zero for not at all.</summary>
    public TimeSpan Wait(string key)
    {
        lock (_lock)
        {
            return Find(key) is { } node && node.Value.LastAt + Penalty(node.Value.Failures) - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;
        }
    }

    public bool Contains(string key)
    {
        lock (_lock)
        {
            return Find(key) is not null;
        }
    }

    public void Add(string key)
    {
        lock (_lock)
        {
            var failures = 1;
            if (Find(key) is { } node)
            {
                failures = Math.Min(node.Value.Failures, int.MaxValue - 1) + 1;
                _oldestFirst.Remove(node);
            }
            else if (_entries.Count >= mostKeys)
            {
                Remove(_oldestFirst.First!);
            }

            _entries[key] = _oldestFirst.AddLast(new Entry(key, failures, time.GetUtcNow()));
        }
    }

    /// <summary>Counts a failure, unless the next try must wait still.</summary>
    /// <returns>How long it must wait; zero where it was counted.</returns>
    public TimeSpan TryAdd(string key)
    {
        lock (_lock)
        {
            var wait = Wait(key);
            if (wait == TimeSpan.Zero)
            {
                Add(key);
            }

            return wait;
        }
    }

    /// <summary>Uncounts one failure.</summary>
    public void TakeBack(string key)
    {
        lock (_lock)
        {
            if (Find(key) is { } node)
            {
                node.Value = node.Value with { Failures = node.Value.Failures - 1 };
                if (node.Value.Failures == 0)
                {
                    Remove(node);
                }
            }
        }
    }

    public void Clear(string key)
    {
        lock (_lock)
        {
            if (Find(key) is { } node)
            {
                Remove(node);
            }
        }
    }

    private TimeSpan Penalty(int failures) =>
        failures < free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Pow(2, Math.Min(30, failures - free))));

    private LinkedListNode<Entry>? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            return null;
        }

        if (time.GetUtcNow() - node.Value.LastAt < _memory)
        {
            return node;
        }

        Remove(node);
        return null;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
    }

    private sealed record Entry(string Key, int Failures, DateTimeOffset LastAt);
}
