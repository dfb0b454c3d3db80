using ChargePointEmulator.Boot;

namespace CentralSystem.Tests.Emulator;

public class BootTests
{
    [Fact]
    public async Task A_charge_point_boots_and_reports_every_connector_in_order()
    {
        await using var fleet = await RunningFleet.StartAsync();
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        (await connection.NextAsync()).Action.ShouldBe("BootNotification");
        for (var id = 0; id <= 2; id++)
        {
            var report = await connection.NextAsync();
            report.Action.ShouldBe("StatusNotification");
            ((int)report.Payload["connectorId"]!).ShouldBe(id);
            ((string)report.Payload["status"]!).ShouldBe("Available");
        }
    }

    [Fact, Trait("Case", "TC_001_CS")]
    public async Task TC_001_A_rejected_charge_point_boots_again_after_the_interval_and_sends_nothing_before()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Rejected", 40)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State == Registration.Rejected);
        await fleet.AdvanceAsync(39);
        connection.HasMore.ShouldBeFalse();
        fleet.Central.Answer("BootNotification", _ => fleet.Central.Boot("Accepted", 300));
        await fleet.AdvanceAsync(1);
        (await connection.NextAsync()).Action.ShouldBe("BootNotification");
        (await connection.NextAsync()).Action.ShouldBe("StatusNotification");
    }

    [Fact, Trait("Spec", "Whitepaper A04")]
    public async Task A_security_event_without_an_answer_is_told_again()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Ignore("SecurityEventNotification"));
        await using var running = fleet;
        fleet.Do(chargePoint => chargePoint.Security.Report("TamperDetectionActivated"));
        await connection.NextAsync("SecurityEventNotification");
        var told = await fleet.AdvanceUntilAsync(connection.NextAsync("SecurityEventNotification"), step: 1);
        ((string)told.Payload["type"]!).ShouldBe("TamperDetectionActivated");
        fleet.Central.Answer("SecurityEventNotification", _ => []);
        await fleet.AdvanceUntilAsync(connection.NextAsync("SecurityEventNotification"), step: 1);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Security.Waiting.Count == 0);
    }

    [Theory, Trait("Spec", "OCPP 1.6 §4.2"), InlineData("Rejected"), InlineData("Pending")]
    public async Task A_new_connection_does_not_shorten_the_wait_for_the_next_boot(string status)
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot(status, 300)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State.ToString() == status);
        var told = fleet.Time.GetUtcNow();
        connection.Abort();
        var again = await fleet.ReconnectedAsync();
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Outbox.IsConnected);
        await fleet.AdvanceAsync((told.AddSeconds(299) - fleet.Time.GetUtcNow()).TotalSeconds);
        again.HasMore.ShouldBeFalse();
        fleet.ChargePoint.Boot.State.ToString().ShouldBe(status);
        fleet.Central.Answer("BootNotification", _ => fleet.Central.Boot("Accepted", 300));
        await fleet.AdvanceAsync(2);
        (await again.NextAsync()).Action.ShouldBe("BootNotification");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2"), Trait("Case", "XC03")]
    public async Task XC03_A_rejected_charge_point_answers_nothing()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Rejected", 40)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State == Registration.Rejected);
        await connection.SendAsync("""[2,"silent","GetConfiguration",{}]""");
        fleet.Central.Answer("BootNotification", _ => fleet.Central.Boot("Accepted", 300));
        await fleet.AdvanceAsync(40);
        await connection.BootedAsync();
        await connection.CallAsync("GetConfiguration");
        connection.Frames.ShouldNotContain(frame => frame.StartsWith("""[3,"silent""", StringComparison.Ordinal));
    }

    [Fact, Trait("Case", "TC_002_CS")]
    public async Task TC_002_A_pending_charge_point_answers_but_refuses_to_start_and_sends_only_what_is_triggered()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Pending", 60)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State == Registration.Pending);
        (await connection.CallAsync("GetConfiguration"))[2]!["configurationKey"]!.AsArray().Count.ShouldBeGreaterThan(30);
        (await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"30"}""")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"TAG00001","connectorId":1}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("RemoteStopTransaction", """{"transactionId":1}""")).ShouldBe("Rejected");
        connection.HasMore.ShouldBeFalse();
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"BootNotification"}""")).ShouldBe("Accepted");
        (await connection.NextAsync()).Action.ShouldBe("BootNotification");
    }

    [Fact, Trait("Case", "TC_001_CS")]
    public async Task TC_001_Heartbeats_follow_the_interval_of_the_boot()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Accepted", 10)));
        await using var running = fleet;
        for (var beat = 0; beat < 3; beat++)
        {
            await fleet.AdvanceAsync(9.9);
            connection.HasMore.ShouldBeFalse();
            await fleet.AdvanceAsync(0.1);
            (await connection.NextAsync()).Action.ShouldBe("Heartbeat");
        }
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.6")]
    public async Task Another_message_starts_the_wait_for_the_heartbeat_anew()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Accepted", 10)));
        await using var running = fleet;
        await fleet.AdvanceAsync(6);
        fleet.Plug();
        await connection.StatusAsync(1, "Preparing");
        await fleet.AdvanceAsync(6);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(4);
        (await connection.NextAsync()).Action.ShouldBe("Heartbeat");
    }

    [Fact, Trait("Case", "TC_013_CS")]
    public async Task TC_013_Hard_reset_disconnects_boots_again_and_keeps_availability()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Unavailable");
        (await connection.StatusOfAsync("Reset", """{"type":"Hard"}""")).ShouldBe("Accepted");
        await connection.Ended;
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        (await again.NextAsync()).Action.ShouldBe("BootNotification");
        await again.StatusAsync(1, "Unavailable");
        await again.StatusAsync(2, "Available");
    }

    [Fact, Trait("Case", "TC_016_CS")]
    public async Task TC_016_Soft_reset_stops_the_transaction_before_it_restarts()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("Reset", """{"type":"Soft"}""")).ShouldBe("Accepted");
        var stop = await connection.NextAsync("StopTransaction");
        ((string)stop.Payload["reason"]!).ShouldBe("SoftReset");
        ((int)stop.Payload["transactionId"]!).ShouldBe(transactionId);
        await connection.Ended;
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        await again.NextAsync("BootNotification");
        await again.StatusAsync(1, "Finishing");
    }

    [Fact, Trait("Case", "TC_015_CS")]
    public async Task TC_015_Hard_reset_delivers_the_stop_with_its_reason_at_the_latest_after_the_boot()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Ignore("StopTransaction"));
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("Reset", """{"type":"Hard"}""")).ShouldBe("Accepted");
        await connection.Ended;
        fleet.Central.Answer("StopTransaction", _ => []);
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        await again.NextAsync("BootNotification");
        var stop = await again.NextAsync("StopTransaction");
        ((string)stop.Payload["reason"]!).ShouldBe("HardReset");
        ((int)stop.Payload["transactionId"]!).ShouldBe(transactionId);
    }
}
