using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Connections;

/// <summary>Real ping frames, real silence.</summary>
[Collection(Heavy.Name)]
public sealed class KeepAliveTests
{
    private const int IntervalMs = 200;

    [Fact, Trait("Spec", "RFC 6455 §5.5.2; OCPP-J §5.3"), Trait("Quirk", "7")]
    public async Task Idle_client_gets_ping_frames_and_stays_while_it_answers_them()
    {
        await using var system = await StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        while (client.Pings < 10)
        {
            (await client.ReadFrameAsync())!.Value.Opcode.ShouldBe(Opcode.Ping);
        }

        await client.SendTextAsync("""[2,"h","Heartbeat",{}]""");
        (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"h",""");
    }

    [Fact, Trait("Quirk", "7")]
    public async Task Mute_client_is_dropped_within_two_and_a_half_intervals()
    {
        // Long enough that a machine which stands still for a moment does not count as an interval.
        const int LongIntervalMs = 1_000;
        await using var system = await StartAsync(LongIntervalMs);
        await using var client = await system.ConnectTcpAsync("CP001");
        client.AnswersPings = false;

        var watch = Stopwatch.StartNew();
        await client.ReadToEndAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(LongIntervalMs * 2.5));
        client.Pings.ShouldBe(1);
        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "the connection is forgotten");
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Message.Contains("Unresponsive", StringComparison.Ordinal)), "the log tells why");
    }

    [Fact, Trait("Quirk", "7")]
    public async Task Client_whose_link_died_without_a_word_is_dropped_too()
    {
        await using var system = await StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");

        // It neither reads nor writes: what a cut cable looks like from here.
        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "it is dropped", TimeSpan.FromSeconds(2));
    }

    [Fact, Trait("Spec", "RFC 6455 §5.4")]
    public async Task Pings_amid_traffic_never_break_a_frame()
    {
        const int Count = 1000;
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        client.AnswersPings = false;
        var session = await system.SessionAsync("CP001");

        // Far more pings than the sweep would send, while answers go out; as many as answers, so that the client has time for both.
        var pinging = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                await session.Stream.SendPingAsync(CancellationToken.None);
                await Task.Yield();
            }
        });
        for (var first = 0; client.Pings < 50; first += Count)
        {
            var sending = client.SendBytesAsync(Enumerable.Range(first, Count).SelectMany(i => RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes(
                $$"""[2,"{{i}}","{{(i % 2 == 0 ? "Heartbeat" : "Unknown")}}",{}]"""))).ToArray());
            for (var i = first; i < first + Count; i++)
            {
                (await client.ReceiveTextAsync()).ShouldStartWith($"[{(i % 2 == 0 ? 3 : 4)},\"{i}\",");
            }

            await sending;
        }

        await pinging;
    }

    [Fact]
    public async Task Interval_zero_sends_no_pings_and_drops_nobody()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("HEARTBEAT_INT_MS", "0"));
        await using var client = await system.ConnectTcpAsync("CP001");
        await Should.ThrowAsync<TimeoutException>(() => client.ReadFrameAsync(TimeSpan.FromMilliseconds(300)));
        system.Get<ChargePointRegistry>().Count.ShouldBe(1);
    }

    [Fact]
    public void Abort_of_a_connection_that_ended_does_not_throw()
    {
        using var stream = new MemoryStream();
        var socket = new WebSocketMessageSocket(
            WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }), 4096, () => throw new ObjectDisposedException("the request"));
        socket.Dispose();
        Should.NotThrow(socket.Abort);
    }

    [Fact]
    public async Task Session_that_cannot_be_dropped_does_not_stop_the_sweep()
    {
        await using var system = await StartAsync();
        system.ExpectErrors();
        using var socket = new SocketWithoutEnd();
        using var stream = new PingStream(Stream.Null, TimeProvider.System);
        var session = new ChargePointSession(new ChargePointState("STUCK"), stream, "", DateTimeOffset.UtcNow);
        session.Connection = new OcppConnection<ChargePointSession>(
            socket, session, system.Get<CallDispatcher<ChargePointSession>>(), new OcppConnectionOptions(), new SessionObserver(session, system.Get<SessionWatchers>()), TimeProvider.System);
        var registry = system.Get<ChargePointRegistry>();
        registry.Add(session);
        try
        {
            await Eventually.TrueAsync(() => socket.Aborts > 0, "the sweep tried to drop it");
            await using var mute = await system.ConnectTcpAsync("MUTE");
            await Eventually.TrueAsync(() => registry.Find("MUTE") is null, "the sweep goes on and drops the next one");
        }
        finally
        {
            registry.Remove(session);
        }
    }

    private static Task<RunningCentralSystem> StartAsync(int intervalMs = IntervalMs) =>
        RunningCentralSystem.StartAsync(s => s.Set("HEARTBEAT_INT_MS", intervalMs.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private sealed class SocketWithoutEnd : IMessageSocket
    {
        private int _aborts;

        public int Aborts => Volatile.Read(ref _aborts);

        public ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken) => new(new TaskCompletionSource<InboundMessage>().Task);

        public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Abort()
        {
            if (Interlocked.Increment(ref _aborts) == 1)
            {
                throw new InvalidOperationException("The connection cannot be dropped.");
            }
        }

        public void Dispose()
        {
        }
    }
}
