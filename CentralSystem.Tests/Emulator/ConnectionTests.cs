using System.Text;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Settings;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Emulator;

public class ConnectionTests
{
    [Fact, Trait("Spec", "OCPP-J §3.1.1")]
    public async Task The_identity_is_one_percent_encoded_segment_of_the_url()
    {
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { Identities = IdentityPattern.TryParse("RDAM#{n}", 1)! });
        (await fleet.Central.Handshakes.Reader.ReadAsync()).Path.ShouldBe("/ocpp/RDAM%231");
        await (await fleet.Central.ConnectionAsync("RDAM#1")).BootedAsync();
    }

    [Fact, Trait("Case", "TC_085_CS")]
    public async Task TC_085_The_password_is_sent_as_raw_bytes()
    {
        byte[] password = [0x00, 0x01, 0xFF, 0xFE, 0x80];
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { Password = password });
        var handshake = await fleet.Central.Handshakes.Reader.ReadAsync();
        handshake.Authorization.ShouldBe("Basic " + Convert.ToBase64String([.. Encoding.ASCII.GetBytes("CP00001:"), .. password]));
    }

    [Fact, Trait("Case", "TC_073_CS")]
    public async Task TC_073_A_new_AuthorizationKey_is_used_for_a_new_connection()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.Central.Handshakes.Reader.ReadAsync();
        (await connection.StatusOfAsync("ChangeConfiguration", """{"key":"AuthorizationKey","value":"4F43415F4F4354545F61646D696E5F74657374"}""")).ShouldBe("Accepted");
        await connection.Ended;
        var handshake = await fleet.AdvanceUntilAsync(fleet.Central.Handshakes.Reader.ReadAsync().AsTask());
        handshake.Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("CP00001:OCA_OCTT_admin_test")));
    }

    [Fact, Trait("Spec", "OCPP-J §3.2")]
    public async Task A_handshake_without_ocpp16_is_closed_by_the_charge_point()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Subprotocol = null);
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.Ended;
        connection.Frames.ShouldBeEmpty();
        fleet.Central.Subprotocol = "ocpp1.6";
        await (await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"))).BootedAsync();
    }

    [Fact, Trait("Spec", "OCPP-J errata §3.3")]
    public async Task A_refused_charge_point_tries_again_after_a_while()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.RefuseWith = 404);
        await fleet.Central.Handshakes.Reader.ReadAsync();
        await fleet.AdvanceUntilAsync(fleet.Central.Handshakes.Reader.ReadAsync().AsTask());
        fleet.Central.RefuseWith = null;
        await (await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"))).BootedAsync();
    }

    [Fact]
    public async Task A_lost_charge_point_comes_back_under_its_own_identity_and_boots()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        connection.Abort();
        await (await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"))).BootedAsync();
    }

    [Fact, Trait("Spec", "OCPP-J §5.4")]
    public async Task Told_so_it_does_not_boot_again_after_a_mere_reconnect()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { BootOnReconnect = false });
        await using var running = fleet;
        connection.Abort();
        await connection.Ended;
        await fleet.EventuallyAsync(() => !fleet.ChargePoint.Outbox.IsConnected);
        fleet.Plug();
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        var first = await again.NextAsync();
        first.Action.ShouldBe("StatusNotification");
        ((string)first.Payload["status"]!).ShouldBe("Preparing");
    }

    [Fact]
    public async Task A_message_lost_with_its_connection_is_not_tried_again_on_that_connection()
    {
        using var release = new ManualResetEventSlim();
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Ignore("StartTransaction"), disturb: link => new LingeringLink(link, release));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.BootedAsync();
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await connection.NextAsync("StartTransaction");
        connection.Abort();

        // The calls have failed while the connection itself is still being taken down.
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Outbox.Outstanding == 0);
        release.Set();
        fleet.Central.Answer("StartTransaction", _ => new() { ["idTagInfo"] = new System.Text.Json.Nodes.JsonObject { ["status"] = "Accepted" }, ["transactionId"] = 8 });
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        await again.NextAsync("StartTransaction");
    }

    [Fact]
    public async Task A_stop_closes_every_connection_in_order()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.StopAsync();
        await connection.Ended;
        connection.WasClosedInOrder.ShouldBeTrue();
    }

    [Fact]
    public void Back_off_doubles_to_its_limit_jitters_fully_and_starts_over_after_a_boot()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new SeededRandom(1, 1));
        var ceilings = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            ceilings.Add(backOff.Ceiling.TotalSeconds);
            var ceiling = backOff.Ceiling;
            backOff.Next().ShouldBeInRange(TimeSpan.Zero, ceiling);
        }

        ceilings[..8].ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        ceilings[^1].ShouldBe(60);
        backOff.Reset();
        backOff.Ceiling.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Two_hundred_charge_points_boot_and_charge_at_once()
    {
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { ChargePoints = 200, Identities = IdentityPattern.TryParse("CP{n:00000}", 200)! });
        var connections = await Task.WhenAll(Enumerable.Range(1, 200).Select(n => fleet.Central.ConnectionAsync($"CP{n:00000}")));
        await Task.WhenAll(connections.Select(connection => connection.BootedAsync()));
        foreach (var chargePoint in fleet.ChargePoints)
        {
            chargePoint.Do(() =>
            {
                chargePoint.Users.Plug(chargePoint.Connectors[0]);
                chargePoint.Users.PresentIdTag(chargePoint.Connectors[0], "TAG00001");
            });
        }

        await Task.WhenAll(connections.Select(connection => connection.NextAsync("StartTransaction")));
        await Task.WhenAll(connections.Select(connection => connection.StatusAsync(1, "Charging")));
    }

    [Theory]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"00112233"}]""", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"value":"0011\"22","key":"authorizationkey"}]""", """[2,"1","ChangeConfiguration",{"value":"***","key":"authorizationkey"}]""")]
    [InlineData("", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"0011""", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"10"}]""", """[2,"1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"10"}]""")]
    public void The_payload_log_hides_an_AuthorizationKey(string action, string frame, string shown)
    {
        var text = PayloadLog.Masked(action, Encoding.UTF8.GetBytes(frame));
        text.ShouldStartWith(shown[..^1]);
        text.ShouldNotContain("0011");
    }

    /// <summary>Sockets that take their time to go.</summary>
    private sealed class LingeringLink(ICentralSystemLink link, ManualResetEventSlim release) : ICentralSystemLink
    {
        public async Task<IMessageSocket> OpenAsync(Handshake handshake, CancellationToken cancellationToken) =>
            new LingeringSocket(await link.OpenAsync(handshake, cancellationToken), release);
    }

    private sealed class LingeringSocket(IMessageSocket socket, ManualResetEventSlim release) : IMessageSocket
    {
        public ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken) => socket.ReceiveAsync(cancellationToken);

        public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) => socket.SendAsync(utf8, cancellationToken);

        public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) => socket.CloseOutputAsync(statusCode, reason, cancellationToken);

        public void Abort() => socket.Abort();

        public void Dispose()
        {
            release.Wait(TimeSpan.FromSeconds(10));
            socket.Dispose();
        }
    }
}
