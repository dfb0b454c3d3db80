using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Sessions, remote actions, resets and unlocks, seen from a Central System.</summary>
public class SessionCases
{
    [Fact, Trait("Case", "TC_004_1_CS")]
    public async Task TC_004_1_Identification_first_starts_with_the_cable()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Swipe("TAG00001");
        (await connection.NextAsync()).Action.ShouldBe("Authorize");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        await connection.NextAsync("StartTransaction");
        await connection.StatusAsync(1, "Charging");
    }

    [Fact, Trait("Case", "TC_004_2_CS")]
    public async Task TC_004_2_Identification_without_a_cable_ends_after_ConnectionTimeOut()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("ConnectionTimeOut", "20"))).ShouldBe("Accepted");
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "Preparing");
        await fleet.AdvanceAsync(19.9);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(0.1);
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Case", "TC_005_2_CS")]
    public async Task TC_005_2_A_cable_that_stays_locked_waits_for_UnlockConnector()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("UnlockConnectorOnEVSideDisconnect", "false"));
        await fleet.ChargeAsync(connection);
        fleet.Unplug();
        var (stop, _) = await connection.StopAndStatusAsync(1, "Finishing");
        ((string)stop.Payload["reason"]!).ShouldBe("EVDisconnected");
        fleet.Unplug();
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("Unlocked");
        await connection.StatusAsync(1, "Available");
    }

    [Theory, Trait("Case", "TC_005_3_CS")]
    [InlineData(false, "Finishing"), InlineData(true, "Available")]
    public async Task TC_005_3_A_transaction_that_outlives_the_vehicle_ends_by_RemoteStop(bool isFixedCable, string after)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { FixedCable = isFixedCable });
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("StopTransactionOnEVSideDisconnect", "false"));
        var transactionId = await fleet.ChargeAsync(connection);
        fleet.Unplug();
        await connection.StatusAsync(1, "SuspendedEV");
        (await connection.StatusOfAsync("RemoteStopTransaction", $$"""{"transactionId":{{transactionId}}}""")).ShouldBe("Accepted");
        ((string)(await connection.StopAndStatusAsync(1, after)).Stop.Payload["reason"]!).ShouldBe("Remote");
    }

    [Fact, Trait("Case", "TC_007_CS")]
    public async Task TC_007_A_cached_idTag_starts_without_Authorize_at_the_reader_and_remotely()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("LocalPreAuthorize", "true"));
        await fleet.ChargeAsync(connection);
        await fleet.StopAsync(connection);
        fleet.Unplug();
        await connection.StatusAsync(1, "Available");
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");
        fleet.Plug(2);
        await connection.StatusAsync(2, "Preparing");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"TAG00001","connectorId":2}""")).ShouldBe("Accepted");
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");
    }

    [Fact, Trait("Case", "TC_014_CS")]
    public async Task TC_014_Soft_reset_keeps_availability()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Unavailable");
        (await connection.StatusOfAsync("Reset", """{"type":"Soft"}""")).ShouldBe("Accepted");
        await connection.Ended;
        var again = await fleet.ReconnectedAsync();
        await again.NextAsync("BootNotification");
        await again.StatusAsync(1, "Unavailable");
        await again.StatusAsync(2, "Available");
        (await again.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Operative"}""")).ShouldBe("Accepted");
        await again.StatusAsync(1, "Available");
    }

    [Fact, Trait("Case", "TC_017_1_CS")]
    public async Task TC_017_1_Unlock_of_an_idle_connector_unlocks()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("Unlocked");
        connection.HasMore.ShouldBeFalse();
    }

    [Fact, Trait("Case", "TC_018_2_CS"), Trait("Case", "TC_017_2_CS")]
    public async Task TC_018_2_and_017_2_Unlock_of_a_fixed_cable_leaves_the_transaction_alone()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { FixedCable = true });
        await using var running = fleet;
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":2}""")).ShouldBe("NotSupported");
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("NotSupported");
        await fleet.AdvanceAsync(60);
        (await connection.NextAsync()).Action.ShouldBe("MeterValues");
    }

    [Fact, Trait("Case", "TC_030_CS")]
    public async Task TC_030_A_lock_that_does_not_move_is_told()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Do(_ => fleet.Connector().IsLockJammed = true);
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("UnlockFailed");
    }

    [Fact, Trait("Case", "TC_021_CS")]
    public async Task TC_021_A_changed_key_reads_as_it_was_set()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("MeterValueSampleInterval", "45"))).ShouldBe("Accepted");
        var answer = await connection.CallAsync("GetConfiguration", """{"key":["MeterValueSampleInterval"]}""");
        ((string)answer[2]!["configurationKey"]![0]!["value"]!).ShouldBe("45");
    }

    [Fact, Trait("Case", "TC_040_1_CS")]
    public async Task TC_040_1_An_unknown_key_is_not_supported()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("Testing", "true"))).ShouldBe("NotSupported");
    }

    [Fact, Trait("Case", "TC_024_CS")]
    public async Task TC_024_A_lock_failure_shows_and_nothing_starts()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Do(_ => fleet.Connector().IsLockJammed = true);
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"TAG00001","connectorId":1}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        var fault = await connection.NextAsync();
        ((string)fault.Payload["status"]!, (string)fault.Payload["errorCode"]!).ShouldBe(("Faulted", "ConnectorLockFailure"));
        await fleet.AdvanceAsync(100);
        connection.HasMore.ShouldBeFalse();
    }

    [Fact, Trait("Case", "TC_062_CS")]
    public async Task TC_062_An_unknown_vendor_is_told_so_and_gets_no_data()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var answer = await connection.CallAsync("DataTransfer", """{"vendorId":"org.example.unknown","messageId":"m","data":"d"}""");
        answer[2]!.ToJsonString().ShouldBe("""{"status":"UnknownVendorId"}""");
    }

    [Fact, Trait("Case", "TC_032_1_CS")]
    public async Task TC_032_1_With_a_backup_battery_the_transaction_stops_before_the_power_goes()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        fleet.Do(chargePoint => chargePoint.Power.Fail(hasBackup: true));
        ((string)(await connection.StopAndStatusAsync(1, "Finishing")).Stop.Payload["reason"]!).ShouldBe("PowerLoss");
        await connection.Ended;
        await fleet.AdvanceAsync(600);
        fleet.Do(chargePoint => chargePoint.Power.Return());
        var again = await fleet.ReconnectedAsync();
        (await again.NextAsync()).Action.ShouldBe("BootNotification");
        await again.StatusAsync(0, "Available");
        await again.StatusAsync(1, "Finishing");
        await again.StatusAsync(2, "Available");
    }

    [Fact, Trait("Case", "TC_032_2_CS")]
    public async Task TC_032_2_Without_one_it_is_stopped_after_the_boot_as_of_the_loss()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(30);
        var lostAt = fleet.Time.GetUtcNow();
        fleet.Do(chargePoint => chargePoint.Power.Fail(hasBackup: false));
        await connection.Ended;
        var register = await fleet.EventuallyAsync(() => (long?)fleet.Connector().Meter.RegisterWh);
        await fleet.AdvanceAsync(3600);
        fleet.Do(chargePoint => chargePoint.Power.Return());
        var again = await fleet.ReconnectedAsync();
        (await again.NextAsync()).Action.ShouldBe("BootNotification");
        var stop = (await again.StopAndStatusAsync(1, "Finishing")).Stop.Payload;
        again.Frames.ShouldNotContain(frame => frame.Contains("MeterValues", StringComparison.Ordinal), "nobody measured in the dark");
        ((string)stop["reason"]!, (int)stop["transactionId"]!, (long)stop["meterStop"]!).ShouldBe(("PowerLoss", transactionId, register));
        DateTimeOffset.Parse((string)stop["timestamp"]!, null).ShouldBe(lostAt);
    }

    [Fact, Trait("Case", "TC_034_CS")]
    public async Task TC_034_Unavailable_outlives_a_power_cycle()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}""")).ShouldBe("Accepted");
        for (var id = 0; id <= 2; id++)
        {
            await connection.StatusAsync(id, "Unavailable");
        }

        fleet.Do(chargePoint => chargePoint.Power.Fail(hasBackup: false));
        await connection.Ended;
        fleet.Do(chargePoint => chargePoint.Power.Return());
        var again = await fleet.ReconnectedAsync();
        await again.NextAsync("BootNotification");
        for (var id = 0; id <= 2; id++)
        {
            await again.StatusAsync(id, "Unavailable");
        }
    }

    [Fact, Trait("Case", "TC_036_CS")]
    public async Task TC_036_Meter_values_of_an_offline_time_come_first_in_order_and_whole()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { BootOnReconnect = false });
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        await fleet.OfflineAsync(connection);
        for (var sample = 1; sample <= 5; sample++)
        {
            await fleet.AdvanceAsync(60);
            await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == sample);
        }

        var again = await fleet.OnlineAsync();
        var first = DateTimeOffset.Parse("2026-03-01T10:01:00Z", null);
        for (var sample = 0; sample < 7; sample++)
        {
            var values = await fleet.AdvanceUntilAsync(again.NextAsync("MeterValues"));
            DateTimeOffset.Parse((string)values.Payload["meterValue"]![0]!["timestamp"]!, null).ShouldBe(first.AddMinutes(sample));
        }
    }

    [Fact, Trait("Case", "TC_037_1_CS")]
    public async Task TC_037_1_A_known_idTag_starts_offline()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        await fleet.StopAsync(connection);
        fleet.Unplug();
        await connection.StatusAsync(1, "Available");
        await fleet.OfflineAsync(connection);
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 1);
        var startedAt = fleet.Time.GetUtcNow();
        await fleet.AdvanceAsync(20);
        var again = await fleet.OnlineAsync();
        await again.StatusAsync(1, "Charging");
        var start = await again.NextAsync("StartTransaction");
        DateTimeOffset.Parse((string)start.Payload["timestamp"]!, null).ShouldBe(startedAt);
        await fleet.EventuallyAsync(() => fleet.Connector().Transaction?.Id == 2);
    }

    internal static string Key(string key, string value) => new JsonObject { ["key"] = key, ["value"] = value }.ToJsonString();
}
