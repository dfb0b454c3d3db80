using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CentralSystem.Benchmarks.Load;

/// <summary>One run of the generator: connect and boot, the measured part, close, report.</summary>
internal sealed class LoadRun(LoadOptions options)
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(3);

    private readonly long _tick = Stopwatch.Frequency / 1000;
    private long _measuredFrom = long.MaxValue;
    private long _measuredTo = long.MaxValue;
    private long _paceBegan;
    private volatile bool _isStopping;
    private volatile bool _isLooping;

    public LoadOptions Options { get; } = options;

    public LoadStatistics Statistics { get; private set; } = new();

    public SemaphoreSlim HandshakeTurns { get; private set; } = new(options.InFlight);

    /// <summary>From here on ends are expected.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>A free connection sends its next CALL at once.</summary>
    public bool IsLooping => _isLooping;

    public bool IsMeasured(long now) => now >= Volatile.Read(ref _measuredFrom) && now < Volatile.Read(ref _measuredTo);

    /// <summary>When the nth CALL of a connection is due: connections take turns.</summary>
    public long DueAt(int index, long n) => _paceBegan + (long)((index + ((double)n * Options.Connections)) * Stopwatch.Frequency / Options.Rate);

    /// <summary>Runs it.</summary>
    /// <returns>The report, and whether nothing was lost.</returns>
    public async Task<(JsonObject Report, bool IsClean)> RunAsync()
    {
        var idle = ProcessSample.Of(Options.ServerPid);
        var peers = NewPeers();
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(() => peers, ended.Token);
        var began = Stopwatch.GetTimestamp();
        var running = await StartAsync(peers);
        var startup = Report(began);

        if (Options.Mode == LoadMode.Storm)
        {
            // The old sockets stay open and silent; the new ones take all turns at once.
            var silent = peers;
            SetMute(silent);
            (Statistics, HandshakeTurns, peers) = (new LoadStatistics(), new SemaphoreSlim(Options.Connections), NewPeers());
            began = Stopwatch.GetTimestamp();
            var again = await StartAsync(peers);
            startup = Report(began);
            startup["all_booted_s"] = Statistics.Booted == Options.Connections ? Math.Round(Stopwatch.GetElapsedTime(began, Statistics.Last.Boot).TotalSeconds, 3) : null;
            running = [.. running, .. again];
        }

        await Task.Delay(Settling);
        var connected = ProcessSample.Of(Options.ServerPid);
        var up = Statistics.Booted - Statistics.Disconnected;

        var (from, to, generatorCpu) = await MeasureAsync(peers);
        Statistics.Unsent += Options.Mode == LoadMode.Paced ? peers.Sum(peer => peer.Backlog) : 0;
        var isClean = Statistics is { Failed: 0, Disconnected: 0, Timeouts: 0, BadReplies: 0 } && Statistics.Unsent <= (Statistics.Messages / 100) + Options.Connections;

        await CloseAsync(peers, running);
        await ended.CancelAsync();
        await watching;
        return (Complete(startup, up, idle, connected, from, to, generatorCpu), isClean);
    }

    private LoadPeer[] NewPeers() => [.. Enumerable.Range(0, Options.Connections).Select(index => new LoadPeer(this, index))];

    /// <summary>Connects and boots them; completes when each is up or lost.</summary>
    private async Task<Task[]> StartAsync(LoadPeer[] peers)
    {
        var running = peers.Select(peer => peer.RunAsync()).ToArray();
        var began = Stopwatch.GetTimestamp();
        while (Statistics.Booted + Statistics.Failed + Statistics.Disconnected < peers.Length && Stopwatch.GetElapsedTime(began) < LongestStart)
        {
            await Task.Delay(10);
        }

        return running;
    }

    private async Task<(ProcessSample From, ProcessSample To, double GeneratorCpu)> MeasureAsync(LoadPeer[] peers)
    {
        var warmup = Options.Mode is LoadMode.Rr or LoadMode.Paced ? TimeSpan.FromSeconds(Options.Warmup) : TimeSpan.Zero;
        var length = TimeSpan.FromSeconds(Options.Seconds);
        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _measuredTo, began + (long)((warmup + length).TotalSeconds * Stopwatch.Frequency));
        Volatile.Write(ref _measuredFrom, began + (long)(warmup.TotalSeconds * Stopwatch.Frequency));
        Begin(peers);

        await Task.Delay(warmup);
        var from = ProcessSample.Of(Options.ServerPid);
        var generatorFrom = Environment.CpuUsage.TotalTime;
        if (Options.Mode == LoadMode.Mute)
        {
            await Task.WhenAny(Task.Delay(length), AllEndedAsync(peers));
        }
        else
        {
            await Task.Delay(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _measuredTo));
        }

        var to = ProcessSample.Of(Options.ServerPid);
        return (from, to, (Environment.CpuUsage.TotalTime - generatorFrom).TotalSeconds);
    }

    private void Begin(LoadPeer[] peers)
    {
        switch (Options.Mode)
        {
            case LoadMode.Rr:
                _isLooping = true;
                foreach (var peer in peers)
                {
                    peer.Begin();
                }

                break;
            case LoadMode.Paced:
                _paceBegan = Stopwatch.GetTimestamp() + _tick;
                new Thread(() => Pace(peers)) { Name = "pace", IsBackground = true }.Start();
                break;
            case LoadMode.Mute:
                SetMute(peers);
                break;
        }
    }

    /// <summary>Tells each connection when its CALLs are due. It looks every millisecond, which its latencies include.</summary>
    private void Pace(LoadPeer[] peers)
    {
        var n = 0L;
        while (!_isStopping && Stopwatch.GetTimestamp() < _measuredTo)
        {
            while (DueAt((int)(n % peers.Length), n / peers.Length) <= Stopwatch.GetTimestamp())
            {
                peers[n++ % peers.Length].CallDue();
            }

            Thread.Sleep(1);
        }
    }

    private static void SetMute(LoadPeer[] peers)
    {
        foreach (var peer in peers)
        {
            peer.IsMute = true;
        }
    }

    private static async Task AllEndedAsync(LoadPeer[] peers)
    {
        while (peers.Any(peer => peer.State != PeerState.Ended))
        {
            await Task.Delay(10);
        }
    }

    private static async Task WatchAsync(Func<LoadPeer[]> peers, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var now = Stopwatch.GetTimestamp();
                foreach (var peer in peers())
                {
                    peer.DropIfOverdue(now);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task CloseAsync(LoadPeer[] peers, Task[] running)
    {
        _isStopping = true;
        foreach (var peer in peers)
        {
            peer.Close();
        }

        await Task.WhenAny(Task.WhenAll(running), Task.Delay(LongestClose));
        foreach (var peer in peers)
        {
            peer.Dispose();
        }
    }

    private JsonObject Report(long began)
    {
        var (handshake, boot) = Statistics.Last;
        return new JsonObject
        {
            ["label"] = Options.Label,
            ["mode"] = Options.Mode.ToString().ToLowerInvariant(),
            ["seq"] = Options.Mode is LoadMode.Rr or LoadMode.Paced ? Options.Sequence : "",
            ["conns"] = Options.Connections,
            ["secs"] = Options.Seconds,
            ["handshakes_per_s"] = PerSecond(Statistics.Upgraded, began, handshake),
            ["handshake_us"] = Statistics.Handshakes.ToJson(),
            ["boots_per_s"] = PerSecond(Statistics.Booted, began, boot),
            ["boot_us"] = Statistics.Boots.ToJson(),
        };
    }

    private JsonObject Complete(JsonObject report, int up, ProcessSample idle, ProcessSample connected, ProcessSample from, ProcessSample to, double generatorCpu)
    {
        report["up"] = up;
        report["failed"] = Statistics.Failed;
        report["boot_refused"] = Statistics.BootsRefused;
        report["target_rate"] = Options.Mode == LoadMode.Paced ? Options.Rate : 0;
        report["msgs"] = Statistics.Messages;
        report["msgs_per_s"] = Math.Round(Statistics.Messages / Options.Seconds, 1);
        report["cycles_per_s"] = Math.Round(Statistics.Cycles / Options.Seconds, 1);
        report["latency_us"] = Statistics.All.ToJson();
        report["by_action"] = new JsonObject(Statistics.ByLetter().Select(pair => KeyValuePair.Create<string, JsonNode?>(
            pair.Letter.ToString(), new JsonObject { ["n"] = pair.Latency.Count, ["p50"] = pair.Latency.QuantileUs(0.5), ["p99"] = pair.Latency.QuantileUs(0.99) })));
        report["callerrors"] = Statistics.CallErrors;
        report["refused"] = Statistics.Refused;
        report["bad_replies"] = Statistics.BadReplies;
        report["timeouts"] = Statistics.Timeouts;
        report["unsent"] = Statistics.Unsent;
        report["disconnects"] = Statistics.Disconnected;
        report["pings"] = Statistics.Pings;
        report["server_calls"] = Statistics.ServerCalls;
        report["dropped"] = Statistics.Dropped.Count;
        report["dropped_us"] = Statistics.Dropped.ToJson();
        report["generator_cpu_pct"] = Percent(generatorCpu);
        if (Options.ServerPid != 0)
        {
            var cpu = to.CpuSeconds - from.CpuSeconds;
            report["server"] = new JsonObject
            {
                ["rss_kib_before"] = idle.RssKib,
                ["rss_kib_connected"] = connected.RssKib,
                ["rss_kib_end"] = to.RssKib,
                ["rss_kib_peak"] = to.PeakRssKib,
                ["kib_per_conn_connected"] = up > 0 ? Math.Round((double)(connected.RssKib - idle.RssKib) / up, 2) : 0,
                ["kib_per_conn_end"] = up > 0 ? Math.Round((double)(to.RssKib - idle.RssKib) / up, 2) : 0,
                ["cpu_pct"] = Percent(cpu),
                ["cpu_us_per_msg"] = Statistics.Messages > 0 ? Math.Round(cpu * 1e6 / Statistics.Messages, 2) : 0,
                ["threads"] = to.Threads,
            };
        }

        report["trouble"] = Statistics.Trouble;
        return report;
    }

    private double Percent(double cpuSeconds) => Math.Round(cpuSeconds / Options.Seconds * 100, 1);

    private static double PerSecond(int count, long began, long ended) =>
        count > 0 && ended > began ? Math.Round(count / Stopwatch.GetElapsedTime(began, ended).TotalSeconds, 1) : 0;
}
