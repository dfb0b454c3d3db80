namespace CentralSystem.Web.Connections.Limits;

/// <summary>So much per minute for each key; holds a bounded number of keys.</summary>
/// <param name="perMinute">What a key may take at once and gets back within a minute; 0 counts nothing.</param>
/// <param name="time">Its clock.</param>
internal sealed class KeyedBuckets(int perMinute, TimeProvider time)
{
    /// <summary>Most keys that are remembered; the fullest are forgotten first, and a full bucket is as good as none.</summary>
    internal const int MostKeys = 20_000;

    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Takes one.</summary>
    /// <returns>False when nothing is left.</returns>
    public bool TryTake(string key) => Look(key, cost: 1);

    /// <summary>Whether something is left; takes nothing.</summary>
    public bool HasRoom(string key) => Look(key, cost: 0);

    private bool Look(string key, int cost)
    {
        if (perMinute == 0)
        {
            return true;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                if (cost == 0)
                {
                    return true;
                }

                bucket = TokenBucket.Full(perMinute, now);
            }

            bucket.Refill(now, perMinute, perMinute / 60.0, time.TimestampFrequency);
            var hasRoom = bucket.Tokens >= 1;
            if (hasRoom)
            {
                bucket.Tokens -= cost;
            }

            if (_buckets.Count >= MostKeys && !_buckets.ContainsKey(key))
            {
                Forget(now);
            }

            _buckets[key] = bucket;
            return hasRoom;
        }
    }

    /// <summary>Forgets every full bucket and, where none is, the fuller half.</summary>
    private void Forget(long now)
    {
        var byRoom = _buckets.Select(pair =>
        {
            var bucket = pair.Value;
            bucket.Refill(now, perMinute, perMinute / 60.0, time.TimestampFrequency);
            return (pair.Key, bucket.Tokens);
        }).OrderByDescending(entry => entry.Tokens).ToList();
        var full = byRoom.Count(entry => entry.Tokens >= perMinute);
        foreach (var (key, _) in byRoom.Take(Math.Max(full, MostKeys / 2)))
        {
            _buckets.Remove(key);
        }
    }
}
