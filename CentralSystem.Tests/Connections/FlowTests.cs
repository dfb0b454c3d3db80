using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Connections;

/// <summary>Too much, too big, too slow, and an orderly end.</summary>
[Collection(Heavy.Name)]
public sealed class FlowTests
{
    [Fact, Trait("Quirk", "21"), Trait("Quirk", "37")]
    public async Task Five_hundred_pipelined_CALLs_are_all_answered_in_order()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        var frames = new List<byte>();
        for (var i = 0; i < 500; i++)
        {
            var text = i % 5 == 0
                ? $$"""[2,"{{i}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{A.Start.AddSeconds(i):yyyy-MM-ddTHH:mm:ssZ}}","sampledValue":[{"value":"{{i}}"}]}]}]"""
                : $$"""[2,"{{i}}","Heartbeat",{}]""";
            frames.AddRange(RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes(text)));
        }

        var sending = client.SendBytesAsync(frames.ToArray());
        for (var i = 0; i < 500; i++)
        {
            (await client.ReceiveTextAsync()).ShouldStartWith($"[3,\"{i}\",");
        }

        await sending;
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(100);
    }

    [Fact, Trait("Spec", "OCPP-J §4.1.1")]
    public async Task Refused_CALL_is_answered_in_its_turn()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        string[] calls =
        [
            """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"1"}]}]}]""",
            """[2,"2","Unknown",{}]""",
            """[2,"3","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:01:00Z","sampledValue":[{"value":"2"}]}]}]""",
            """[2,"4","Authorize",{}]""",
            """[2,"5","Heartbeat",{}]""",
        ];
        await client.SendBytesAsync(calls.SelectMany(c => RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes(c))).ToArray());
        for (var i = 1; i <= calls.Length; i++)
        {
            (await client.ReceiveTextAsync()).ShouldStartWith($"[{(i is 2 or 4 ? 4 : 3)},\"{i}\",");
        }
    }

    [Fact, Trait("Quirk", "37")]
    public async Task Slow_reader_gets_every_answer_and_slows_nobody_else()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Limits:MessagesPerSecond", "0").Set("Limits:BytesPerSecond", "0"));
        await using var slow = await system.ConnectTcpAsync("SLOW");

        // More answers than the buffers between the two hold: the central system has to stop reading.
        const int Count = 60_000;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i += 1000)
            {
                await slow.SendBytesAsync(Enumerable.Range(i, 1000)
                    .SelectMany(n => RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes($$"""[2,"0123456789abcdefghijklmnopqrst{{n:000000}}","Heartbeat",{}]"""))).ToArray());
            }
        });
        await using var other = await system.ConnectAsync("OTHER");
        for (var i = 0; i < 20; i++)
        {
            await other.CallAsync(A.Heartbeat);
        }

        for (var i = 0; i < Count; i++)
        {
            (await slow.ReceiveTextAsync()).ShouldStartWith($"[3,\"0123456789abcdefghijklmnopqrst{i:000000}\",");
        }

        await sending;
    }

    [Fact, Trait("Quirk", "7"), Trait("Quirk", "37")]
    public async Task Peer_that_sends_and_never_reads_is_dropped()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("HEARTBEAT_INT_MS", "1000").Set("Limits:MessagesPerSecond", "0").Set("Limits:BytesPerSecond", "0"));
        await using var deaf = await system.ConnectTcpAsync("DEAF");
        var frames = Enumerable.Range(0, 1000)
            .SelectMany(i => RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes($$"""[2,"0123456789abcdefghijklmnopqrst{{i:000000}}","Heartbeat",{}]"""))).ToArray();
        var sending = Record.ExceptionAsync(async () =>
        {
            while (true)
            {
                await deaf.SendBytesAsync(frames);
            }
        });
        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "it is dropped");
        (await sending.Within("the end of its sending")).ShouldBeAssignableTo<IOException>();
    }

    [Theory, Trait("Spec", "RFC 6455 §7.4.1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_above_the_limit_closes_with_1009(bool fragmented)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:MaxMessageBytes", "5000"));
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendTextAsync($$"""[2,"fits","DataTransfer",{"vendorId":"v","data":"{{new string('x', 4900)}}"}]""");
        (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"fits",""");

        var message = $$"""[2,"big","DataTransfer",{"vendorId":"v","data":"{{new string('x', 5000)}}"}]""";
        await (fragmented ? client.SendFragmentsAsync(message, 1000) : client.SendTextAsync(message));
        (await client.ReadToEndAsync()).ShouldBe(1009);
    }

    [Fact, Trait("Quirk", "17")]
    public async Task Text_in_a_binary_frame_is_read_in_lenient_mode_and_closes_with_1003_in_strict_mode()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendFrameAsync(Opcode.Binary, Encoding.UTF8.GetBytes("""[2,"binary","Heartbeat",{}]"""));
        (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"binary",""");
        await client.SendFrameAsync(Opcode.Binary, new byte[] { 0xFF, 0x00, 0xC3, 0x28 });
        await client.SendTextAsync("""[2,"after","Heartbeat",{}]""");
        (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"after",""");

        await system.AddChargePointAsync("STRICT", validationMode: Ocpp.Payloads.ValidationMode.Strict);
        await using var strict = await system.ConnectTcpAsync("STRICT");
        await strict.SendFrameAsync(Opcode.Binary, Encoding.UTF8.GetBytes("""[2,"binary","Heartbeat",{}]"""));
        (await strict.ReadToEndAsync()).ShouldBe(1003);
    }

    [Fact, Trait("Spec", "RFC 6455 §5.1")]
    public async Task Unmasked_frame_of_a_client_ends_its_connection_alone()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var bad = await system.ConnectTcpAsync("BAD");
        await using var good = await system.ConnectTcpAsync("GOOD");
        await bad.SendFrameAsync(Opcode.Text, Encoding.UTF8.GetBytes("""[2,"1","Heartbeat",{}]"""), masked: false);
        await bad.ReadToEndAsync();
        await good.SendTextAsync("""[2,"1","Heartbeat",{}]""");
        (await good.ReceiveTextAsync()).ShouldStartWith("""[3,"1",""");
    }

    [Fact, Trait("Spec", "RFC 6455 §8.1")]
    public async Task Bytes_that_are_no_UTF8_do_no_harm_to_the_program()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendFrameAsync(Opcode.Text, new byte[] { (byte)'[', 0xC3, 0x28, (byte)']' });
        await using var other = await system.ConnectTcpAsync("CP002");
        await other.SendTextAsync("""[2,"1","Heartbeat",{}]""");
        (await other.ReceiveTextAsync()).ShouldStartWith("""[3,"1",""");
    }

    [Fact]
    public async Task Reset_of_a_connection_leaves_no_trace_but_a_line_in_the_log()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var client = await system.ConnectTcpAsync("CP001");
        await client.SendTextAsync("""[2,"1","Heartbeat",{}]""");
        client.Reset();
        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "the connection is forgotten");
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Message.Contains("CP001 disconnected", StringComparison.Ordinal)), "the log tells of it");
    }

    [Fact, Trait("Spec", "RFC 6455 §7.4.1")]
    public async Task Stop_answers_what_was_received_then_closes_with_1001()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var busy = await system.ConnectTcpAsync("BUSY");
        await using var idle = await system.ConnectTcpAsync("IDLE");
        var frames = new List<byte>();
        for (var i = 0; i < 10; i++)
        {
            frames.AddRange(RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes(
                $$"""[2,"{{i}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{A.Start.AddSeconds(i):yyyy-MM-ddTHH:mm:ssZ}}","sampledValue":[{"value":"{{i}}"}]}]}]""")));
        }

        // All ten were read when the first is answered: they came in one packet.
        await busy.SendBytesAsync(frames.ToArray());
        (await busy.ReceiveTextAsync()).ShouldStartWith("[3,\"0\",");
        var stopping = system.StopAsync();

        var answered = 1;
        while ((await busy.ReadFrameAsync())!.Value is var frame && frame.Opcode != Opcode.Close)
        {
            answered++;
            await Task.Yield();
        }

        await busy.SendFrameAsync(Opcode.Close, new byte[] { 0x03, 0xE8 });
        (await idle.ReadFrameAsync())!.Value.ShouldSatisfyAllConditions(
            f => f.Opcode.ShouldBe(Opcode.Close),
            f => ((f.Payload[0] << 8) | f.Payload[1]).ShouldBe(1001));
        await idle.SendFrameAsync(Opcode.Close, new byte[] { 0x03, 0xE8 });
        await stopping.Within("the end of the stop", TimeSpan.FromSeconds(5));
        answered.ShouldBeGreaterThan(0);
        await system.RestartAsync();
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(answered);
    }

    [Fact]
    public async Task Stop_ends_within_its_deadline_although_a_peer_answers_nothing()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:ShutdownTimeoutSeconds", "1"));
        await using var mute = await system.ConnectTcpAsync("MUTE");
        await system.StopAsync().Within("the end of the stop", TimeSpan.FromSeconds(4));
        (await mute.ReadToEndAsync()).ShouldBe(1001);
    }
}
