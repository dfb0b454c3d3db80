using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Tests.Connections;

/// <summary>Who is let in, and what those who are not are told.</summary>
public sealed class HandshakeTests
{
    private const string Ocpp16 = "Sec-WebSocket-Protocol: ocpp1.6";

    [Fact, Trait("Spec", "OCPP-J §3.2")]
    public async Task Identity_is_judged_before_credentials_and_credentials_before_the_subprotocol()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Registration:UnknownChargePoints", "Reject"));
        await system.AddChargePointAsync("CP001", "0123456789abcdef");

        (await StatusAsync(system, "/ocpp/STRANGER", "Sec-WebSocket-Protocol: ocpp2.0")).ShouldBe(404);
        (await StatusAsync(system, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp2.0")).ShouldBe(401);
        (await StatusAsync(system, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp2.0", "Authorization: Basic Q1AwMDE6MDEyMzQ1Njc4OWFiY2RlZg==")).ShouldBe(400);
        (await StatusAsync(system, "/ocpp/CP001", Ocpp16, "Authorization: Basic Q1AwMDE6MDEyMzQ1Njc4OWFiY2RlZg==")).ShouldBe(101);
    }

    [Theory, Trait("Spec", "OCPP-J §3.1.2, §3.1.3")]
    [InlineData("ocpp2.0.1, ocpp1.6")]
    [InlineData("ocpp2.0.1,ocpp1.6,ocpp1.5")]
    [InlineData("ocpp1.6, ocpp2.0.1")]
    public async Task Subprotocol_ocpp16_is_picked_out_of_a_list(string offered)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001", $"Sec-WebSocket-Protocol: {offered}");
        client.StatusCode.ShouldBe(101);
        client.Headers["Sec-WebSocket-Protocol"].ShouldBe("ocpp1.6");
        client.Headers.ShouldNotContainKey("Sec-WebSocket-Extensions");
    }

    [Fact, Trait("Spec", "OCPP-J §3.1.3")]
    public async Task Subprotocols_in_several_headers_are_one_list()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp2.0.1", Ocpp16);
        client.StatusCode.ShouldBe(101);
    }

    [Fact, Trait("Spec", "OCPP-J §5.1")]
    public async Task Compression_is_never_negotiated()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001", Ocpp16, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        client.StatusCode.ShouldBe(101);
        client.Headers.ShouldNotContainKey("Sec-WebSocket-Extensions");
    }

    [Theory, Trait("Spec", "OCPP-J §3.2")]
    [InlineData("Sec-WebSocket-Protocol: ocpp2.0")]
    [InlineData("X-Nothing: here")]
    public async Task Without_a_common_subprotocol_the_mode_of_the_specification_finishes_the_handshake_and_closes(string header)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:SubprotocolRefusal", "Close"));
        await using var client = await system.HandshakeAsync("/ocpp/CP001", header);
        client.StatusCode.ShouldBe(101);
        client.Headers.ShouldNotContainKey("Sec-WebSocket-Protocol");
        (await client.ReadToEndAsync()).ShouldNotBeNull("A close frame comes at once.");
        system.Get<ChargePointRegistry>().Count.ShouldBe(0);
    }

    [Fact, Trait("Quirk", "1")]
    public async Task Client_without_a_subprotocol_is_admitted_where_the_setting_allows_it()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:AllowMissingSubprotocol", "true"));
        await using var client = await system.HandshakeAsync("/ocpp/CP001");
        client.StatusCode.ShouldBe(101);
        client.Headers.ShouldNotContainKey("Sec-WebSocket-Protocol");
        await client.SendTextAsync("""[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        (await client.ReceiveTextAsync()).ShouldContain("Accepted");
        (await StatusAsync(system, "/ocpp/CP002", "Sec-WebSocket-Protocol: ocpp2.0")).ShouldBe(400);
    }

    [Theory, Trait("Spec", "OCPP-J §3.1.1"), Trait("Quirk", "3")]
    [InlineData("/ocpp/CP001/", "CP001")]
    [InlineData("/ocpp/CP001//", "CP001")]
    [InlineData("/ocpp//CP001", "CP001")]
    [InlineData("/ocpp/CP001?cid=0", "CP001")]
    [InlineData("/ocpp/CP001/?cid=0", "CP001")]
    [InlineData("/CP001", "CP001")]
    [InlineData("/CP001/?cid=0", "CP001")]
    [InlineData("/ocpp/CP%20001", "CP 001")]
    [InlineData("/ocpp/CP%2520", "CP%20")]
    [InlineData("/ocpp/%C3%A4", "ä")]
    [InlineData("/ocpp/1.6/CP001", "CP001")]
    [InlineData("/ocpp/CP001/CP001", "CP001")]
    [InlineData("/ocpp/CP:001", "CP:001")]
    [InlineData("/ocpp/CP+001", "CP+001")]
    [InlineData("/OCPP/CP001", "CP001")]
    public async Task Identity_is_the_last_segment_decoded_once(string target, string identity)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync(target, Ocpp16);
        client.StatusCode.ShouldBe(101);
        (await system.SessionAsync(identity)).Identity.ShouldBe(identity);
    }

    [Theory]
    [InlineData("/ocpp/")]
    [InlineData("/ocpp")]
    [InlineData("/")]
    [InlineData("/ocpp/%20")]
    [InlineData("/ocpp/CP%01001")]
    [InlineData("/ocpp/CP%0A001")]
    [InlineData("/ocpp/CP%7F")]
    [InlineData("/ocpp/CP%C2%85")]
    [InlineData("/ocpp/CP%2F001")]
    [InlineData("/ocpp/CP%FF")]
    [InlineData("/ocpp/.")]
    [InlineData("/ocpp/%2e%2E")]
    [InlineData("/ocpp/x/..")]
    [InlineData("/%2e%2e")]
    [InlineData("/ocpp/CP%E2%80%8B001")]
    [InlineData("/ocpp/CP%E2%80%AE001")]
    [InlineData("/ocpp/CP%E2%80%A8001")]
    [InlineData("/ocpp/CP%EF%BB%BF001")]
    [InlineData("/elsewhere/CP001")]
    public async Task Identity_that_cannot_be_used_gets_404(string target)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        (await StatusAsync(system, target, Ocpp16)).ShouldBe(404, target);
    }

    [Fact]
    public async Task Identity_has_1_to_48_characters()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        (await StatusAsync(system, "/ocpp/A", Ocpp16)).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/" + new string('x', 48), Ocpp16)).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/" + string.Concat(Enumerable.Repeat("%C3%A4", 48)), Ocpp16)).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/" + new string('x', 49), Ocpp16)).ShouldBe(404);
    }

    [Fact, Trait("Quirk", "4")]
    public async Task Identity_in_another_letter_case_is_the_same_Charge_Point_under_its_first_spelling()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await (await system.ConnectAsync("Cp001")).DisposeAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        await again.CallAsync(A.Heartbeat);
        (await system.SessionAsync("CP001")).Identity.ShouldBe("Cp001");
        (await system.ReadAsync(db => db.ChargePoints.SingleAsync())).Identity.ShouldBe("Cp001");
    }

    [Fact]
    public async Task Client_of_the_replaced_program_is_accepted_and_its_deviations_are_counted()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/SI-7d9f1a52-5e0c-4f53-9b52-0d7a2a9f3c11?cid=0", Ocpp16);
        client.StatusCode.ShouldBe(101);

        await client.SendTextAsync(
            """
            [2,"boot","BootNotification",{"chargeBoxIdentity":"SI-7d9f1a52-5e0c-4f53-9b52-0d7a2a9f3c11","chargeBoxSerialNumber":"SI-7d9f1a52-5e0c-4f53-9b52-0d7a2a9f3c11",
            "chargePointModel":"Sim","chargePointSerialNumber":"SI-7d9f1a52-5e0c-4f53-9b52-0d7a2a9f3c11","chargePointVendor":"Vendor","firmwareVersion":"","iccid":"","imsi":"","meterSerialNumber":"","meterType":""}]
            """);
        (await client.ReceiveTextAsync()).ShouldContain("\"status\":\"Accepted\"");

        await system.FlushAsync();
        var deviations = await system.ReadAsync(db => db.ProtocolDeviations.OrderBy(d => d.Kind).ThenBy(d => d.Field).ToListAsync());
        deviations.Select(d => $"{d.Kind} {d.Action} {d.Field} {d.Count}").ShouldBe(
            [
                "EmptyForAbsent BootNotification firmwareVersion 1",
                "EmptyForAbsent BootNotification iccid 1",
                "EmptyForAbsent BootNotification imsi 1",
                "EmptyForAbsent BootNotification meterSerialNumber 1",
                "EmptyForAbsent BootNotification meterType 1",
                "TooLong BootNotification chargeBoxSerialNumber 1",
                "TooLong BootNotification chargePointSerialNumber 1",
                "UnknownMember BootNotification chargeBoxIdentity 1",
            ]);
        (await system.ReadAsync(db => db.ChargePoints.SingleAsync())).ChargePointSerialNumber.ShouldBe("SI-7d9f1a52-5e0c-4f53-9b52-0d7a2a9f3c11");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task Stranger_under_policy_Accept_is_registered_with_its_first_boot()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001", boot: false);
        (await system.ReadAsync(db => db.ChargePoints.CountAsync())).ShouldBe(0);
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        var row = await system.ReadAsync(db => db.ChargePoints.SingleAsync());
        (row.Identity, row.Registration, row.ChargePointVendor).ShouldBe(("CP001", RegistrationStatus.Accepted, "Vendor"));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2; OCPP-J errata §3.8")]
    public async Task Stranger_under_policy_Pending_is_answered_Pending_and_served_nothing_else()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Registration:UnknownChargePoints", "Pending").Set("Registration:RetryIntervalSeconds", "23"));
        await using var chargePoint = await system.ConnectRawAsync("CP001", boot: false);
        for (var i = 0; i < 2; i++)
        {
            await chargePoint.SendRawAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
            await chargePoint.ExpectRawAsync("""[3,"boot",{"currentTime":"*","interval":23,"status":"Pending"}]""");
            await chargePoint.ExpectErrorAsync("Heartbeat", "{}", "SecurityError");
            await chargePoint.ExpectErrorAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""", "SecurityError");
        }

        (await system.TransactionsAsync()).ShouldBeEmpty();
        await system.RestartAsync(s => s.Set("Registration:UnknownChargePoints", "Accept"));
        await using var again = await system.ConnectRawAsync("CP001", boot: false);
        await again.ExpectErrorAsync("Heartbeat", "{}", "SecurityError");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task Rejected_Charge_Point_is_answered_Rejected_with_the_time_to_wait()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", registration: RegistrationStatus.Rejected);
        await using var chargePoint = await system.ConnectRawAsync("CP001", boot: false);
        await chargePoint.SendRawAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        await chargePoint.ExpectRawAsync("""[3,"boot",{"currentTime":"*","interval":60,"status":"Rejected"}]""");
        await chargePoint.ExpectErrorAsync("Heartbeat", "{}", "SecurityError");
    }

    [Fact, Trait("Quirk", "1")]
    public async Task Refused_handshakes_are_kept_with_reason_and_hint()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Registration:UnknownChargePoints", "Reject"));
        await system.AddChargePointAsync("CP001");
        await system.AddChargePointAsync("CP002", "0123456789abcdef");
        await StatusAsync(system, "/ocpp/STRANGER?key=secret", Ocpp16);
        await StatusAsync(system, "/ocpp/CP%01", Ocpp16);
        await StatusAsync(system, "/ocpp/CP002", Ocpp16);
        await StatusAsync(system, "/ocpp/CP002", Ocpp16, "Authorization: Basic Q1AwMDI6d3Jvbmc=");
        await StatusAsync(system, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp2.0.1, ocpp2.1");
        await StatusAsync(system, "/ocpp/CP001");
        using (var http = system.CreateHttpClient())
        {
            ((int)(await http.GetAsync(new Uri("/ocpp/CP001", UriKind.Relative))).StatusCode).ShouldBe(426);
        }

        await system.FlushAsync();
        var attempts = await system.ReadAsync(db => db.ConnectionAttempts.OrderBy(a => a.Id).ToListAsync());
        attempts.Select(a => (a.Reason, a.Path, a.ChargePointId, a.OfferedSubprotocols)).ShouldBe(
            [
                (ConnectionRefusal.UnknownChargePoint, "/ocpp/STRANGER", "STRANGER", "ocpp1.6"),
                (ConnectionRefusal.InvalidIdentity, "/ocpp/CP%01", null, "ocpp1.6"),
                (ConnectionRefusal.MissingCredentials, "/ocpp/CP002", "CP002", "ocpp1.6"),
                (ConnectionRefusal.WrongCredentials, "/ocpp/CP002", "CP002", "ocpp1.6"),
                (ConnectionRefusal.UnsupportedSubprotocol, "/ocpp/CP001", "CP001", "ocpp2.0.1, ocpp2.1"),
                (ConnectionRefusal.MissingSubprotocol, "/ocpp/CP001", "CP001", null),
                (ConnectionRefusal.NotAWebSocket, "/ocpp/CP001", "CP001", null),
            ]);
        attempts.ShouldAllBe(a => a.RemoteAddress == "127.0.0.1" && a.Hint.Length > 20 && a.At > DateTimeOffset.UtcNow.AddMinutes(-1));
        attempts.ShouldAllBe(a => !a.Hint.Contains("wrong", StringComparison.Ordinal) || a.Reason == ConnectionRefusal.WrongCredentials);
        system.Log.ShouldNotContain(e => e.Message.Contains("0123456789abcdef", StringComparison.Ordinal));
    }

    private static async Task<int> StatusAsync(RunningCentralSystem system, string target, params string[] headers)
    {
        await using var client = await system.HandshakeAsync(target, headers);
        return client.StatusCode;
    }
}
