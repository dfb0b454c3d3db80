using System.Text.Json.Nodes;

namespace CentralSystem.Tests.Emulator;

public class TransactionTests
{
    private static readonly JsonObject InvalidStart = new() { ["idTagInfo"] = new JsonObject { ["status"] = "Invalid" }, ["transactionId"] = 77 };

    [Fact, Trait("Case", "TC_003_CS")]
    public async Task TC_003_A_session_is_told_in_order_from_the_cable_to_the_stop()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Plug();
        await connection.StatusAsync(1, "Preparing");
        fleet.Swipe("TAG00001");
        ((string)(await connection.NextAsync("Authorize")).Payload["idTag"]!).ShouldBe("TAG00001");
        var start = await connection.NextAsync("StartTransaction");
        ((int)start.Payload["connectorId"]!).ShouldBe(1);
        await connection.StatusAsync(1, "Charging");
        var transactionId = await fleet.EventuallyAsync(() => fleet.Connector().Transaction?.Id);

        await fleet.AdvanceAsync(60);
        var values = await connection.NextAsync("MeterValues");
        ((int)values.Payload["transactionId"]!).ShouldBe(transactionId);
        var sample = values.Payload["meterValue"]![0]!["sampledValue"]![0]!;
        ((string)sample["context"]!).ShouldBe("Sample.Periodic");
        ((string)sample["measurand"]!).ShouldBe("Energy.Active.Import.Register");

        fleet.Swipe("tag00001");
        var (stop, _) = await connection.StopAndStatusAsync(1, "Finishing");
        ((int)stop.Payload["transactionId"]!).ShouldBe(transactionId);
        ((string)stop.Payload["reason"]!).ShouldBe("Local");
        ((long)stop.Payload["meterStop"]!).ShouldBeGreaterThan((long)start.Payload["meterStart"]!);
        fleet.Unplug();
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.9")]
    public async Task The_register_goes_on_where_the_last_transaction_left_it()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(1800);
        fleet.Swipe("TAG00001");
        var stop = await connection.NextAsync("StopTransaction");
        fleet.Unplug();
        await fleet.AdvanceAsync(1800);
        fleet.Plug();
        fleet.Swipe("TAG00001");
        var start = await connection.NextAsync("StartTransaction");
        ((long)start.Payload["meterStart"]!).ShouldBe((long)stop.Payload["meterStop"]!);
    }

    [Fact, Trait("Case", "TC_070_CS")]
    public async Task TC_070_Sampled_values_come_one_interval_apart_and_agree_with_each_other()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValuesSampledData","value":"Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,Power.Factor,SoC"}""");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"15"}""");
        await fleet.ChargeAsync(connection);
        DateTimeOffset? before = null;
        for (var i = 0; i < 3; i++)
        {
            await fleet.AdvanceAsync(15);
            var value = (await connection.NextAsync("MeterValues")).Payload["meterValue"]![0]!;
            var at = DateTimeOffset.Parse((string)value["timestamp"]!, null);
            if (before is not null)
            {
                (at - before.Value).ShouldBe(TimeSpan.FromSeconds(15));
            }

            before = at;
            var samples = value["sampledValue"]!.AsArray();
            double Of(string measurand, string? phase = null) => double.Parse((string)samples.First(s => (string)s!["measurand"]! == measurand && (string?)s["phase"] == phase)!["value"]!, null);
            var power = new[] { "L1", "L2", "L3" }.Sum(phase => Of("Voltage", phase) * Of("Current.Import", phase)) * Of("Power.Factor");
            Of("Power.Active.Import").ShouldBe(power, 15);
            Of("Power.Active.Import").ShouldBeGreaterThan(1000);
        }
    }

    [Fact, Trait("Case", "TC_071_CS")]
    public async Task TC_071_Clock_aligned_values_stand_on_the_boundary_for_every_connector()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.AdvanceAsync(7);
        (await connection.StatusOfAsync("ChangeConfiguration", """{"key":"ClockAlignedDataInterval","value":"900"}""")).ShouldBe("Accepted");
        await fleet.AdvanceAsync(893);
        for (var id = 0; id <= 2; id++)
        {
            var values = await connection.NextAsync("MeterValues");
            ((int)values.Payload["connectorId"]!).ShouldBe(id);
            values.Payload.ContainsKey("transactionId").ShouldBeFalse();
            ((string)values.Payload["meterValue"]![0]!["timestamp"]!).ShouldBe("2026-03-01T10:15:00.000Z");
        }
    }

    [Fact, Trait("Case", "TC_010_CS")]
    public async Task TC_010_RemoteStart_with_the_cable_in_starts_at_once()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Plug();
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":1}""")).ShouldBe("Accepted");
        await connection.NextAsync("Authorize");
        ((string)(await connection.NextAsync("StartTransaction")).Payload["idTag"]!).ShouldBe("REMOTE");
        await connection.StatusAsync(1, "Charging");
    }

    [Fact, Trait("Case", "TC_011_1_CS")]
    public async Task TC_011_1_RemoteStart_without_Authorize_prepares_and_waits_for_the_cable()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"AuthorizeRemoteTxRequests","value":"false"}""");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":2}""")).ShouldBe("Accepted");
        var first = await connection.NextAsync();
        (first.Action, (string)first.Payload["status"]!).ShouldBe(("StatusNotification", "Preparing"));
        fleet.Plug(2);
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");
    }

    [Fact, Trait("Case", "TC_011_2_CS")]
    public async Task TC_011_2_RemoteStart_gives_up_after_ConnectionTimeOut()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":1}""");
        await connection.StatusAsync(1, "Preparing");
        await fleet.AdvanceAsync(59);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(1);
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Case", "TC_012_CS")]
    public async Task TC_012_RemoteStop_stops_with_reason_Remote()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("RemoteStopTransaction", $$"""{"transactionId":{{transactionId}}}""")).ShouldBe("Accepted");
        var (stop, _) = await connection.StopAndStatusAsync(1, "Finishing");
        ((string)stop.Payload["reason"]!).ShouldBe("Remote");
    }

    [Fact, Trait("Case", "TC_026_CS")]
    public async Task TC_026_RemoteStart_on_a_busy_connector_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":1}""")).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_027_CS")]
    public async Task TC_027_RemoteStart_on_connector_0_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":0}""")).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_028_CS")]
    public async Task TC_028_RemoteStop_of_an_unknown_transaction_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("RemoteStopTransaction", """{"transactionId":4711}""")).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_068_CS")]
    public async Task TC_068_Another_idTag_neither_asks_nor_stops()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        fleet.Swipe("OTHER");
        fleet.Swipe("TAG00001");
        var actions = new[] { (await connection.NextAsync()).Action, (await connection.NextAsync()).Action };
        actions.Order().ShouldBe(["StatusNotification", "StopTransaction"]);
    }

    [Fact, Trait("Case", "TC_069_CS")]
    public async Task TC_069_Another_idTag_of_the_same_parent_stops()
    {
        var accepted = new JsonObject { ["status"] = "Accepted", ["parentIdTag"] = "FAMILY" };
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central =>
        {
            central.Answer("Authorize", _ => new JsonObject { ["idTagInfo"] = accepted.DeepClone() });
            central.Answer("StartTransaction", _ => new JsonObject { ["idTagInfo"] = accepted.DeepClone(), ["transactionId"] = 5 });
        });
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        fleet.Swipe("SISTER");
        (await connection.NextAsync()).Action.ShouldBe("Authorize");
        var stop = await connection.NextAsync("StopTransaction");
        ((string)stop.Payload["idTag"]!).ShouldBe("SISTER");
    }

    [Fact, Trait("Case", "TC_023_CS")]
    public async Task TC_023_An_invalid_idTag_starts_nothing_and_the_connector_gives_up()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("Authorize", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Invalid" } }));
        await using var running = fleet;
        fleet.Plug();
        fleet.Swipe("STRANGER");
        await connection.NextAsync("Authorize");
        await fleet.AdvanceAsync(60);
        var next = await connection.NextAsync();
        ((string)next.Payload["status"]!).ShouldBe("Finishing");
    }

    [Fact, Trait("Case", "TC_037_3_CS")]
    public async Task TC_037_3_A_refused_start_is_stopped_with_DeAuthorized()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("StartTransaction", _ => (JsonObject)InvalidStart.DeepClone()));
        await using var running = fleet;
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await connection.NextAsync("StartTransaction");
        var (stop, _) = await connection.StopAndStatusAsync(1, "Finishing");
        ((string)stop.Payload["reason"]!).ShouldBe("DeAuthorized");
        ((int)stop.Payload["transactionId"]!).ShouldBe(77);
    }

    [Fact, Trait("Case", "TC_037_2_CS")]
    public async Task TC_037_2_A_refused_start_that_may_not_be_stopped_gives_no_energy()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("StartTransaction", _ => (JsonObject)InvalidStart.DeepClone()));
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"StopTransactionOnInvalidId","value":"false"}""");
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "SuspendedEVSE");
    }

    [Fact, Trait("Case", "TC_005_1_CS")]
    public async Task TC_005_1_Unplugged_at_the_vehicle_the_transaction_stops_with_EVDisconnected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        fleet.Unplug();
        var (stop, finishing) = await connection.StopAndStatusAsync(1, "Finishing");
        ((string)stop.Payload["reason"]!).ShouldBe("EVDisconnected");
        ((string)finishing.Payload["info"]!).ShouldBe("EV side disconnected");
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Case", "TC_005_3_CS")]
    public async Task TC_005_3_Unplugged_at_the_vehicle_the_transaction_goes_on_if_the_key_says_so()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"StopTransactionOnEVSideDisconnect","value":"false"}""");
        await fleet.ChargeAsync(connection);
        fleet.Unplug();
        ((string)(await connection.StatusAsync(1, "SuspendedEV")).Payload["info"]!).ShouldBe("EV side disconnected");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"0"}""");
        var register = fleet.Connector().Meter.RegisterWh;
        await fleet.AdvanceAsync(3600);
        fleet.Plug();
        await connection.StatusAsync(1, "Charging");
        fleet.Connector().Meter.RegisterWh.ShouldBe(register, "no energy flowed while the vehicle was away");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Case", "XC09")]
    public async Task XC09_A_failing_message_is_sent_again_after_one_and_two_intervals_and_then_dropped()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Refuse("StartTransaction", "InternalError"));
        await using var running = fleet;
        fleet.Plug();
        fleet.Swipe("TAG00001");
        var first = await connection.NextAsync("StartTransaction");
        await connection.StatusAsync(1, "Charging");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"0"}""");

        await fleet.AdvanceAsync(59);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(1);
        var second = await connection.NextAsync();
        second.Action.ShouldBe("StartTransaction");
        second.Payload.ToJsonString().ShouldBe(first.Payload.ToJsonString());
        await fleet.AdvanceAsync(119);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(1);
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");

        await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 0);
        fleet.Swipe("TAG00001");
        var stop = await connection.NextAsync("StopTransaction");
        ((int)stop.Payload["transactionId"]!).ShouldBe(-1, "the start never got through (errata §3.18)");
    }

    [Fact, Trait("Case", "TC_038_CS")]
    public async Task TC_038_Messages_of_a_transaction_wait_offline_and_come_in_order_with_the_real_id()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        connection.Abort();
        await fleet.EventuallyAsync(() => !fleet.ChargePoint.Outbox.IsConnected);
        fleet.Central.RefuseWith = 503;
        await fleet.AdvanceAsync(60);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 1);
        await fleet.AdvanceAsync(60);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 2);
        fleet.Swipe("TAG00001");
        fleet.Central.RefuseWith = null;
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        await again.NextAsync("BootNotification");
        var values = await again.NextAsync("MeterValues");
        ((string)values.Payload["meterValue"]![0]!["timestamp"]!).ShouldStartWith("2026-03-01T10:01:00");
        ((string)(await again.NextAsync("MeterValues")).Payload["meterValue"]![0]!["timestamp"]!).ShouldStartWith("2026-03-01T10:02:00");
        ((int)(await again.NextAsync("StopTransaction")).Payload["transactionId"]!).ShouldBe(transactionId);
    }

    [Fact, Trait("Case", "TC_039_CS")]
    public async Task TC_039_A_transaction_that_began_and_ended_offline_is_delivered_whole()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"AllowOfflineTxForUnknownId","value":"true"}""");
        connection.Abort();
        await fleet.EventuallyAsync(() => !fleet.ChargePoint.Outbox.IsConnected);
        fleet.Plug();
        fleet.Swipe("OFFLINE");
        fleet.Swipe("OFFLINE");
        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        await again.NextAsync("StartTransaction");
        var stop = await again.NextAsync("StopTransaction");
        ((int)stop.Payload["transactionId"]!).ShouldBe(1, "the confirmed start gave the id");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.5, errata §3.14"), Trait("Case", "XC21")]
    public async Task XC21_TransactionData_begins_and_ends_with_the_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"StopTxnSampledData","value":"Energy.Active.Import.Register"}""");
        await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(60);
        await connection.NextAsync("MeterValues");
        fleet.Swipe("TAG00001");
        var data = (await connection.NextAsync("StopTransaction")).Payload["transactionData"]!.AsArray();
        data.Select(value => (string)value!["sampledValue"]![0]!["context"]!).ShouldBe(["Transaction.Begin", "Sample.Periodic", "Transaction.End"]);
    }

    [Fact]
    public async Task Users_come_and_charge_on_their_own()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { Sessions = true, PlugInDelay = TimeSpan.FromSeconds(2) });
        await using var running = fleet;
        await fleet.AdvanceUntilAsync(connection.NextAsync("StartTransaction"));
        await fleet.AdvanceUntilAsync(connection.NextAsync("MeterValues"));
        await fleet.AdvanceUntilAsync(connection.NextAsync("StopTransaction"));
        await fleet.AdvanceUntilAsync(connection.NextAsync("StartTransaction"));
    }
}
