using System.Diagnostics;
using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Hostile;

/// <summary>How fast one connection is read, and what it may leave unfinished.</summary>
public sealed class PaceTests
{
    private const string Heartbeat = """[2,"h","Heartbeat",{}]""";

    [Fact]
    public async Task A_peer_above_its_rate_is_read_no_faster_and_closed_with_1008_when_it_does_not_stop()
    {
        await using var system = await StartAsync(("Limits:MessagesPerSecond", "20"), ("Limits:BurstSeconds", "1"), ("Limits:FloodSeconds", "1"));
        await using var client = await system.ConnectTcpAsync("CP001");
        var watch = Stopwatch.StartNew();
        // Few enough bytes that the server takes them all up: it would end with a reset otherwise, which loses the close frame.
        await client.SendBytesAsync(Repeated(1_000, Opcode.Text, Encoding.UTF8.GetBytes(Heartbeat)));
        (await client.ReadToEndAsync()).ShouldBe(CloseCode.PolicyViolation);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "it is gone");
        await system.FlushAsync();
        var record = (await system.ReadAsync(db => db.ConnectionAttempts.ToListAsync())).ShouldHaveSingleItem();
        (record.ChargePointId, record.Reason).ShouldBe(("CP001", ConnectionRefusal.ClosedForFlooding));
        record.Hint.ShouldContain("Limits:MessagesPerSecond");
        system.Log.ShouldContain(e => e.Message.Contains("TooFast", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_burst_is_answered_whole_and_in_order_and_its_sender_stays()
    {
        await using var system = await StartAsync(("Limits:MessagesPerSecond", "100"), ("Limits:BurstSeconds", "1"), ("Limits:FloodSeconds", "10"));
        await using var client = await system.ConnectTcpAsync("CP001");
        for (var i = 0; i < 150; i++)
        {
            await client.SendTextAsync($$"""[2,"{{i}}","Heartbeat",{}]""");
        }

        for (var i = 0; i < 150; i++)
        {
            (await client.ReceiveTextAsync()).ShouldStartWith($"[3,\"{i}\",");
        }
    }

    [Fact]
    public async Task A_flood_of_pings_is_held_back_and_ends_the_connection()
    {
        await using var system = await StartAsync(("Limits:MessagesPerSecond", "10"), ("Limits:BurstSeconds", "1"), ("Limits:FloodSeconds", "1"));
        await using var client = await system.ConnectTcpAsync("CP001");
        var pings = Repeated(1_000, Opcode.Ping, "flood"u8);
        var flooding = Record.ExceptionAsync(async () =>
        {
            while (true)
            {
                await client.SendBytesAsync(pings);
            }
        });
        await client.ReadToEndAsync();
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Message.Contains("TooFast", StringComparison.Ordinal)), "the log tells why");
        (await flooding).ShouldBeAssignableTo<IOException>("it goes on until it is cut off");
    }

    [Fact]
    public async Task A_message_that_is_begun_and_not_finished_ends_its_connection()
    {
        await using var system = await StartAsync(("Limits:MessageSeconds", "1"));
        await using var idle = await system.ConnectTcpAsync("IDLE");
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendFrameAsync(Opcode.Text, "[2,"u8.ToArray(), fin: false);
        await client.ReadToEndAsync();
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Message.Contains("Unfinished", StringComparison.Ordinal)), "the log tells why");
        await idle.SendTextAsync(Heartbeat);
        (await idle.ReceiveTextAsync()).ShouldStartWith("[3,");
    }

    [Fact]
    public async Task Long_messages_share_a_limited_room_and_give_it_back()
    {
        await using var system = await StartAsync(("Limits:LongMessagesMiB", "1"));
        var room = system.Get<LongMessageRoom>();
        var all = room.Left;
        var half = new byte[400_000];
        await using var honest = await system.ConnectTcpAsync("HONEST");
        await using var first = await system.ConnectTcpAsync("CP001");
        await first.SendFrameAsync(Opcode.Text, half, fin: false);
        await Eventually.TrueAsync(() => room.Left <= all / 2, "it takes most of the room");

        await using var second = await system.ConnectTcpAsync("CP002");
        await second.SendFrameAsync(Opcode.Text, half, fin: false);
        (await second.ReadToEndAsync()).ShouldBe(CloseCode.TryAgainLater);
        await honest.SendTextAsync(Heartbeat);
        (await honest.ReceiveTextAsync()).ShouldStartWith("[3,");

        await first.SendFrameAsync(Opcode.Continuation, "x"u8.ToArray());
        await Eventually.TrueAsync(() => room.Left == all, "all of it is free again");
    }

    [Fact]
    public async Task A_long_message_is_answered_and_gives_its_room_back()
    {
        await using var system = await StartAsync();
        var room = system.Get<LongMessageRoom>();
        var all = room.Left;
        await using var client = await system.ConnectTcpAsync("CP001");
        for (var i = 0; i < 3; i++)
        {
            await client.SendTextAsync($$$"""[2,"{{{i}}}","DataTransfer",{"vendorId":"V","data":"{{{new string('x', 200_000)}}}"}]""");
        }

        for (var i = 0; i < 3; i++)
        {
            (await client.ReceiveTextAsync()).ShouldStartWith($"[3,\"{i}\",");
        }

        await Eventually.TrueAsync(() => room.Left == all, "all of it is free again");
    }

    [Fact]
    public void The_check_of_a_message_allocates_nothing()
    {
        var pace = new MessagePace(new LimitOptions(), TimeProvider.System);
        pace.Take(100);
        pace.TakeRead();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            pace.Take(100);
            pace.TakeRead();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Bytes_are_paced_like_messages()
    {
        var time = new FakeTimeProvider();
        var pace = new MessagePace(new LimitOptions { MessagesPerSecond = 0, BytesPerSecond = 1_000, BurstSeconds = 2, FloodSeconds = 5 }, time);
        pace.Take(2_000).ShouldBe(TimeSpan.Zero);
        pace.Take(1_000).ShouldBe(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Take(500).ShouldBe(TimeSpan.FromSeconds(0.5));
        time.Advance(TimeSpan.FromSeconds(6));
        pace.Take(500).ShouldBe(TimeSpan.Zero, "It stopped in between.");
        pace.Take(100_000).ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(5));
        pace.Take(1).ShouldBeNull("It went on for as long as it may.");
    }

    private static byte[] Repeated(int times, Opcode opcode, ReadOnlySpan<byte> payload) =>
        [.. Enumerable.Repeat(RawWebSocketClient.Frame(opcode, payload), times).SelectMany(f => f)];

    private static Task<RunningCentralSystem> StartAsync(params (string Key, string Value)[] settings) => RunningCentralSystem.StartAsync(s =>
    {
        foreach (var (key, value) in settings)
        {
            s.Set(key, value);
        }
    });
}
