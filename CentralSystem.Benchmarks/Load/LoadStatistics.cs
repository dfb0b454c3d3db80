namespace CentralSystem.Benchmarks.Load;

/// <summary>What happened, counted over all connections.</summary>
/// <remarks>The counters are fields because <see cref="Interlocked"/> takes them by reference.</remarks>
internal sealed class LoadStatistics
{
    private readonly LatencyHistogram?[] _byLetter = new LatencyHistogram?[128];
    private string? _trouble;
    private long _lastHandshake;
    private long _lastBoot;

    public int Upgraded;
    public int Booted;
    public int Failed;
    public int Disconnected;
    public int BootsRefused;
    public long Messages;
    public long Cycles;
    public long CallErrors;
    public long Refused;
    public long BadReplies;
    public long Timeouts;
    public long Unsent;
    public long Pings;
    public long ServerCalls;

    public LatencyHistogram Handshakes { get; } = new();

    public LatencyHistogram Boots { get; } = new();

    public LatencyHistogram All { get; } = new();

    /// <summary>Time from the last sign of life of a silent Charge Point to the end of its connection.</summary>
    public LatencyHistogram Dropped { get; } = new();

    /// <summary>Timestamp of the last handshake and of the last boot.</summary>
    public (long Handshake, long Boot) Last => (Interlocked.Read(ref _lastHandshake), Interlocked.Read(ref _lastBoot));

    /// <summary>The first failure, for people; the others mostly follow from it.</summary>
    public string Trouble => _trouble ?? "";

    public void Note(string trouble) => Interlocked.CompareExchange(ref _trouble, trouble, null);

    public void HandshakeEnded(long now, TimeSpan took)
    {
        Handshakes.Add(took);
        Interlocked.Exchange(ref _lastHandshake, now);
        Interlocked.Increment(ref Upgraded);
    }

    public void BootEnded(long now, TimeSpan? took)
    {
        if (took is { } latency)
        {
            Boots.Add(latency);
        }

        Interlocked.Exchange(ref _lastBoot, now);
        Interlocked.Increment(ref Booted);
    }

    public void Answered(char letter, TimeSpan latency)
    {
        Interlocked.Increment(ref Messages);
        All.Add(latency);
        var own = Volatile.Read(ref _byLetter[letter]) ?? Interlocked.CompareExchange(ref _byLetter[letter], new LatencyHistogram(), null) ?? _byLetter[letter]!;
        own.Add(latency);
    }

    public IEnumerable<(char Letter, LatencyHistogram Latency)> ByLetter() =>
        _byLetter.Select((latency, letter) => ((char)letter, latency)).Where(pair => pair.latency is not null).Select(pair => (pair.Item1, pair.latency!));
}
