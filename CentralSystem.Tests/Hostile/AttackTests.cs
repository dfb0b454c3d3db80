using System.Diagnostics;
using System.Globalization;
using System.Text;
using CentralSystem.Tests.Support;
using Xunit.Abstractions;

namespace CentralSystem.Tests.Hostile;

/// <summary>Attacks on the program as a process of its own: memory stays bounded, and honest Charge Points beside them are served.</summary>
/// <remarks>A few seconds each; <c>ATTACK_SECONDS</c> and <c>ATTACK_PEERS</c> make them longer and larger. Figures stand in docs/benchmarks.md.</remarks>
[Collection(Heavy.Name)]
public sealed class AttackTests(AttackTests.Target target, ITestOutputHelper output) : IClassFixture<AttackTests.Target>
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(Setting("ATTACK_SECONDS", 2));
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MemoryPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Enough that one answer in a hundred is not simply the slowest.</summary>
    private const int HonestPeers = 8;

    private static readonly int Peers = Setting("ATTACK_PEERS", 300);

    /// <summary>What an attack may add to the memory of the program; <c>Limits:LongMessagesMiB</c> alone is 64 MiB of it.</summary>
    private static readonly long MostGrowth = (160L * 1024 * 1024) + (Peers * 64L * 1024);

    [Fact]
    public Task Handshakes_that_come_byte_by_byte() => AttackAsync(Peers, async _ =>
    {
        await using var client = await RawWebSocketClient.OpenAsync(target.Address);
        foreach (var part in "GET /ocpp/SLOW HTTP/1.1\r\nHost: x\r\nX-Slow: ".Chunk(8))
        {
            await client.SendBytesAsync(Encoding.Latin1.GetBytes(part));
            await Task.Delay(Length / 8);
        }
    });

    [Fact]
    public Task Websockets_that_are_opened_and_left() => AttackAsync(Peers, async peer =>
    {
        await using var client = await ConnectAsync($"HALF-OPEN-{peer}");
        await Task.Delay(Length);
    });

    [Fact]
    public Task Messages_as_fast_as_they_go() => FloodAsync(8, RawWebSocketClient.Frame(Opcode.Text, """[2,"f","Heartbeat",{}]"""u8));

    [Fact]
    public Task Messages_that_fill_the_journal() =>
        FloodAsync(8, RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes($$"""[2,"j","DataTransfer",{"vendorId":"V","data":"{{new string('x', 15_000)}}"}]""")));

    [Fact]
    public Task Pings_as_fast_as_they_go() => FloodAsync(8, RawWebSocketClient.Frame(Opcode.Ping, "flood"u8));

    [Fact]
    public Task Garbage_again_and_again()
    {
        // Each connection is closed after a hundred; the next one comes under another identity.
        var garbage = Enumerable.Repeat(RawWebSocketClient.Frame(Opcode.Text, "no JSON at all"u8), 150).SelectMany(f => f).ToArray();
        return UntilOverAsync(8, async () =>
        {
            await using var client = await ConnectAsync($"GARBAGE-{Guid.NewGuid():n}");
            await client.SendBytesAsync(garbage);
            await client.ReadToEndAsync();
        });
    }

    [Fact]
    public Task Long_messages_that_never_end()
    {
        var begun = RawWebSocketClient.Frame(Opcode.Text, new byte[900_000], fin: false);
        return AttackAsync(Peers, async peer =>
        {
            await using var client = await ConnectAsync($"ENDLESS-{peer}");
            await client.SendBytesAsync(begun);
            await Task.Delay(Length);
        });
    }

    [Fact]
    public Task Connections_that_come_and_go() => UntilOverAsync(16, async () =>
    {
        await using var client = await RawWebSocketClient.OpenAsync(target.Address);
        client.Reset();
    });

    [Fact]
    public Task Handshakes_that_are_refused() => UntilOverAsync(8, async () =>
    {
        await using var client = await RawWebSocketClient.ConnectAsync(target.Address, $"/ocpp/REFUSED-{Guid.NewGuid():n}", "Sec-WebSocket-Protocol: ocpp2.0.1");
        client.StatusCode.ShouldBeOneOf(400, 429);
    });

    [Fact]
    public Task Boots_of_invented_identities() => UntilOverAsync(8, async () =>
    {
        await using var client = await ConnectAsync($"INVENTED-{Guid.NewGuid():n}");
        await client.SendTextAsync("""[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        await client.ReceiveTextAsync();
    });

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Each peer sends one frame again and again and reads nothing.</summary>
    private Task FloodAsync(int peers, byte[] frame)
    {
        var frames = Enumerable.Repeat(frame, Math.Max(1, 64_000 / frame.Length)).SelectMany(f => f).ToArray();
        return AttackAsync(peers, async peer =>
        {
            await using var client = await ConnectAsync($"FLOOD-{peer}");
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < Length)
            {
                // A peer that is slowed down sends nothing more: its last frames wait in the network.
                await client.SendBytesAsync(frames).WaitAsync(Length);
            }
        });
    }

    private Task UntilOverAsync(int peers, Func<Task> once) => AttackAsync(peers, async _ =>
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Length)
        {
            await once();
        }
    });

    private async Task AttackAsync(int peers, Func<int, Task> attack)
    {
        var honest = Enumerable.Range(0, HonestPeers).Select(peer => HonestChargePoint.Boot(target.Address, $"HONEST-{peer}")).ToList();
        try
        {
            var before = target.ResidentBytes;
            var attacking = Task.WhenAll(Enumerable.Range(0, peers).Select(peer => Task.Run(() => TryAsync(() => attack(peer)))));
            var served = Task.WhenAll(honest.Select(chargePoint => chargePoint.HeartbeatUntilAsync(attacking)));
            var peak = before;
            while (!served.IsCompleted)
            {
                peak = Math.Max(peak, target.ResidentBytes);
                await Task.WhenAny(served, Task.Delay(MemoryPause));
            }

            await served;
            await attacking;
            var answers = honest.SelectMany(chargePoint => chargePoint.Answers).Order().ToList();
            var p99 = answers[(int)(answers.Count * 0.99)];
            output.WriteLine($"honest p99 {p99.TotalMilliseconds:0} ms of {answers.Count}, memory {before >> 20} MiB, at most {peak >> 20} MiB");
            p99.ShouldBeLessThan(SlowestAnswer);
            (peak - before).ShouldBeLessThan(MostGrowth);
            target.Output.Where(line => line.Contains(" ERR]", StringComparison.Ordinal) || line.Contains(" FTL]", StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            honest.ForEach(chargePoint => chargePoint.Dispose());
        }
    }

    /// <summary>That it is thrown out is what an attacker has to expect.</summary>
    private static async Task TryAsync(Func<Task> attack)
    {
        try
        {
            await attack();
        }
        catch (Exception e) when (e is IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
        }
    }

    private Task<RawWebSocketClient> ConnectAsync(string identity) => RawWebSocketClient.ConnectAsync(target.Address, $"/ocpp/{identity}", "Sec-WebSocket-Protocol: ocpp1.6");

    /// <summary>The program under attack; one for all of them.</summary>
    public sealed class Target : IAsyncLifetime, IDisposable
    {
        private readonly TempDirectory _files = new();
        private CentralSystemProcess? _process;

        internal Uri Address => _process!.Address;

        internal long ResidentBytes => _process!.ResidentBytes;

        internal IReadOnlyCollection<string> Output => _process!.Output;

        public async Task InitializeAsync()
        {
            _process = await CentralSystemProcess.StartAsync(_files.FullName, "--LOG_LIFECYCLE=false", "--HEARTBEAT_INT_MS=30000");

            // As a service that has run for a while: the first attack would measure how long compiling takes.
            for (var early = 0; early < 10; early++)
            {
                using var chargePoint = HonestChargePoint.Boot(Address, $"EARLY-{early}");
                for (var i = 0; i < 200; i++)
                {
                    await using var client = await RawWebSocketClient.OpenAsync(Address);
                    client.Reset();
                }
            }
        }

        public Task DisposeAsync() => _process!.DisposeAsync().AsTask();

        public void Dispose() => _files.Dispose();
    }
}
