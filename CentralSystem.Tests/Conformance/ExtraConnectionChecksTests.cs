using System.Text;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Conformance;

/// <summary>Extra checks of the specification that no certification case covers: handshake, conversation, crossing CALLs.</summary>
public sealed class ExtraConnectionChecksTests
{
    [Fact, Trait("Case", "XS01"), Trait("Spec", "OCPP-J §3.2")]
    public async Task XS01_unknown_identity_gets_404_and_no_socket()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Registration:UnknownChargePoints", "Reject"));
        await using var client = await system.HandshakeAsync("/ocpp/STRANGER", "Sec-WebSocket-Protocol: ocpp1.6");
        client.StatusCode.ShouldBe(404);
    }

    [Fact, Trait("Case", "XS02"), Trait("Spec", "OCPP-J §3.1.1")]
    public async Task XS02_percent_encoded_identity_is_decoded_once()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/RDAM%20123", "Sec-WebSocket-Protocol: ocpp1.6");
        client.StatusCode.ShouldBe(101);
        (await system.SessionAsync("RDAM 123")).Identity.ShouldBe("RDAM 123");
    }

    [Fact, Trait("Case", "XS03"), Trait("Spec", "OCPP-J §3.1.2")]
    public async Task XS03_handshake_without_a_subprotocol_is_refused()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001");
        client.StatusCode.ShouldBe(400);
        client.Body.ShouldContain("Sec-WebSocket-Protocol: ocpp1.6");
    }

    [Theory, Trait("Case", "XS04"), Trait("Spec", "OCPP-J errata §3.8")]
    [InlineData("Heartbeat", "{}")]
    [InlineData("StatusNotification", """{"connectorId":0,"errorCode":"NoError","status":"Available"}""")]
    [InlineData("Authorize", """{"idTag":"TAG-1"}""")]
    public async Task XS04_before_the_first_boot_everything_else_gets_SecurityError(string action, string payload)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001", boot: false);
        await chargePoint.ExpectErrorAsync(action, payload, "SecurityError");
        await chargePoint.BootAsync();
        await chargePoint.ExpectResultAsync(action, payload);
    }

    [Fact, Trait("Case", "XS05"), Trait("Spec", "OCPP-J §5.4")]
    public async Task XS05_reconnect_without_a_boot_is_served_also_after_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await (await system.ConnectRawAsync("CP001")).DisposeAsync();
        await using (var again = await system.ConnectRawAsync("CP001", boot: false))
        {
            await again.ExpectAliveAsync();
        }

        await system.RestartAsync();
        await using var afterRestart = await system.ConnectRawAsync("CP001", boot: false);
        await afterRestart.ExpectAliveAsync();
    }

    [Fact, Trait("Case", "XS06"), Trait("Spec", "OCPP-J §5.4")]
    public async Task XS06_second_BootNotification_on_the_same_socket_is_answered()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.BootAsync();
    }

    [Fact, Trait("Case", "XS17"), Trait("Spec", "OCPP-J §4.1.4")]
    public async Task XS17_answers_to_nothing_are_survived()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.SendRawAsync("""[3,"never asked",{}]""");
        await chargePoint.SendRawAsync("""[4,"never asked","InternalError","",{}]""");
        await chargePoint.SendRawAsync("""[4,"-1","GenericError","",{}]""");
        await chargePoint.ExpectAliveAsync();
    }

    [Fact, Trait("Case", "XS29"), Trait("Spec", "OCPP-J §4.1.1")]
    public async Task XS29_CALLs_of_both_sides_may_cross_under_the_same_id()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");

        var reset = system.CallAsync("CP001", new ResetRequest { Type = ResetType.Soft });
        var call = System.Text.Json.JsonDocument.Parse(await chargePoint.ReceiveRawAsync()).RootElement;
        call[2].GetString().ShouldBe("Reset");
        var id = call[1].GetString();

        // The central system waits for an answer; it answers all the same, and ids of the two directions are independent.
        await chargePoint.SendRawAsync($$"""[2,"{{id}}","Heartbeat",{}]""");
        await chargePoint.ExpectRawAsync($$"""[3,"{{id}}",{"currentTime":"*"}]""");
        await chargePoint.SendRawAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");

        var outcome = (await reset.Within("an answer to Reset")).ShouldBeOfType<CallOutcome.Answered>();
        ((ResetResponse)outcome.Response).Status.Known.ShouldBe(ResetStatus.Accepted);
    }

    [Fact, Trait("Case", "XS30"), Trait("Spec", "OCPP-J §4.1.1")]
    public async Task XS30_a_second_CALL_waits_until_the_first_is_answered()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");

        var first = system.CallAsync("CP001", new ClearCacheRequest());
        var firstId = IdOf(await chargePoint.ReceiveRawAsync());
        var second = system.CallAsync("CP001", new GetLocalListVersionRequest());

        // Had the second CALL been sent, it would come before this answer or right after it.
        await chargePoint.ExpectAliveAsync();
        await chargePoint.ExpectAliveAsync();
        await chargePoint.SendRawAsync($$"""[3,"{{firstId}}",{"status":"Accepted"}]""");
        var secondFrame = await chargePoint.ReceiveRawAsync();
        secondFrame.ShouldContain("\"GetLocalListVersion\",{}]");
        await chargePoint.SendRawAsync($$"""[3,"{{IdOf(secondFrame)}}",{"listVersion":0}]""");

        (await first.Within("the first answer")).ShouldBeOfType<CallOutcome.Answered>();
        (await second.Within("the second answer")).ShouldBeOfType<CallOutcome.Answered>();
    }

    [Fact, Trait("Case", "XS31"), Trait("Spec", "OCPP-J §4.1.1")]
    public async Task XS31_a_CALL_without_an_answer_times_out_and_the_next_one_goes_on()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:CallTimeoutSeconds", "1"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");

        var unanswered = system.CallAsync("CP001", new ClearCacheRequest());
        var next = system.CallAsync("CP001", new GetLocalListVersionRequest());
        var lateId = IdOf(await chargePoint.ReceiveRawAsync());
        (await unanswered.Within("a time-out")).ShouldBeOfType<CallOutcome.TimedOut>();
        var nextId = IdOf(await chargePoint.ReceiveRawAsync());

        // The late answer is no answer to the CALL that is outstanding now.
        await chargePoint.SendRawAsync($$"""[3,"{{lateId}}",{"status":"Accepted"}]""");
        await chargePoint.SendRawAsync($$"""[3,"{{nextId}}",{"listVersion":7}]""");
        var outcome = (await next.Within("the next answer")).ShouldBeOfType<CallOutcome.Answered>();
        ((GetLocalListVersionResponse)outcome.Response).ListVersion.ShouldBe(7);
        await chargePoint.ExpectAliveAsync();
    }

    [Fact, Trait("Case", "XS32")]
    public async Task XS32_second_socket_of_an_identity_works_and_the_old_one_is_closed()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var old = await system.ConnectRawAsync("CP001");
        await using var newer = await system.ConnectRawAsync("CP001", boot: false);
        (await old.TryReceiveRawAsync()).ShouldBeNull();
        old.CloseCode.ShouldBe(1001);
        await newer.ExpectAliveAsync();
    }

    [Fact, Trait("Case", "XS33"), Trait("Spec", "RFC 6455 §5.5.2")]
    public async Task XS33_ping_is_answered_with_a_pong_of_the_same_content()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendFrameAsync(Opcode.Ping, "are you there"u8.ToArray());
        var (opcode, payload) = (await client.ReadFrameAsync())!.Value;
        opcode.ShouldBe(Opcode.Pong);
        Encoding.UTF8.GetString(payload).ShouldBe("are you there");
    }

    [Theory, Trait("Case", "XS34"), Trait("Spec", "RFC 6455 §5.4")]
    [InlineData(1, false)]
    [InlineData(7, true)]
    [InlineData(40, true)]
    public async Task XS34_fragmented_message_is_put_together(int bytesPerFragment, bool pingBetween)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.ConnectTcpAsync("CP001");
        await client.SendFragmentsAsync("""[2,"parts","DataTransfer",{"vendorId":"äöü €"}]""", bytesPerFragment, pingBetween);
        (await client.ReceiveTextAsync()).ShouldBe("""[3,"parts",{"status":"UnknownVendorId"}]""");
    }

    [Fact, Trait("Case", "XS35"), Trait("Spec", "OCPP-J §6.2.2")]
    public async Task XS35_wrong_password_gets_401()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", "0123456789abcdef");
        foreach (var credentials in new[] { "CP001:wrong", "CP002:0123456789abcdef", "CP001", "", ":", "CP001:0123456789abcdef " })
        {
            await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}");
            client.StatusCode.ShouldBe(401, credentials);
        }

        foreach (var header in new[] { "Basic", "Basic %%%", "Bearer abc", "Digest username=\"CP001\"" })
        {
            await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6", $"Authorization: {header}");
            client.StatusCode.ShouldBe(401, header);
        }
    }

    [Fact, Trait("Case", "XS37"), Trait("Spec", "OCPP-J §6.2.2")]
    public async Task XS37_password_with_bytes_above_127_is_accepted()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", "80FF00C3280A0D3A80FF00C3280A0D3A");
        byte[] credentials = [.. "CP001:"u8, .. Convert.FromHexString("80FF00C3280A0D3A80FF00C3280A0D3A")];
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6", $"Authorization: Basic {Convert.ToBase64String(credentials)}");
        client.StatusCode.ShouldBe(101);
    }

    private static string IdOf(string frame) => System.Text.Json.JsonDocument.Parse(frame).RootElement[1].GetString()!;
}
