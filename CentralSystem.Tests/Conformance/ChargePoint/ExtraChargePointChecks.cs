using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using ChargePointEmulator.Boot;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using static CentralSystem.Tests.Conformance.ChargePoint.SessionCases;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Rules of the specification that no certification case covers: boot, conversation, queue, status.</summary>
public class ExtraChargePointChecks
{
    [Fact, Trait("Case", "XC01")]
    public async Task XC01_Nothing_but_BootNotification_leaves_before_its_answer()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Ignore("BootNotification"));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        (await connection.NextAsync()).Action.ShouldBe("BootNotification");
        fleet.Plug();
        fleet.Swipe("TAG00001");
        fleet.Do(chargePoint => chargePoint.Security.Report("TamperDetectionActivated"));
        fleet.Time.Advance(TimeSpan.FromSeconds(29));
        connection.HasMore.ShouldBeFalse();
    }

    [Fact, Trait("Case", "XC02")]
    public async Task XC02_A_pending_charge_point_reports_only_what_is_triggered()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Pending", 600)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State == Registration.Pending);
        fleet.Plug();
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"TAG00001","connectorId":1}""")).ShouldBe("Rejected");
        await fleet.AdvanceAsync(30);
        connection.HasMore.ShouldBeFalse();
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":1}""")).ShouldBe("Accepted");
        ((string)(await connection.NextAsync()).Payload["status"]!).ShouldBe("Preparing");
    }

    [Fact, Trait("Case", "XC04")]
    public async Task XC04_Without_an_interval_a_pending_charge_point_waits_a_minute()
    {
        await using var fleet = await RunningFleet.StartAsync(script: central => central.Answer("BootNotification", _ => central.Boot("Pending", 0)));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.NextAsync("BootNotification");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Boot.State == Registration.Pending);
        await fleet.AdvanceAsync(59);
        connection.HasMore.ShouldBeFalse();
        await fleet.AdvanceAsync(1);
        (await connection.NextAsync()).Action.ShouldBe("BootNotification");
    }

    [Fact, Trait("Case", "XC06")]
    public async Task XC06_A_negative_WebSocketPingInterval_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("WebSocketPingInterval", "-1"))).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "XC07"), Trait("Case", "XC08")]
    public async Task XC07_and_XC08_One_CALL_is_open_at_a_time_and_those_of_the_other_side_are_answered_meanwhile()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Ignore("Heartbeat"));
        await using var running = fleet;
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"Heartbeat"}""")).ShouldBe("Accepted");
        (await connection.NextAsync()).Action.ShouldBe("Heartbeat");
        fleet.Plug();
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"StatusNotification"}""")).ShouldBe("Accepted");
        (await connection.CallAsync("GetLocalListVersion"))[2]!.ToJsonString().ShouldBe("""{"listVersion":0}""");
        connection.HasMore.ShouldBeFalse("the Heartbeat is still open");
        fleet.Time.Advance(TimeSpan.FromSeconds(30));
        (await connection.NextAsync()).Action.ShouldBe("StatusNotification");
    }

    [Fact, Trait("Case", "XC11")]
    public async Task XC11_Transaction_messages_keep_their_order_and_only_others_overtake()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Refuse("StartTransaction", "InternalError"));
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("TransactionMessageAttempts", "9"));
        await connection.StatusOfAsync("ChangeConfiguration", Key("TransactionMessageRetryInterval", "200"));
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await connection.NextAsync("StartTransaction");
        await connection.StatusAsync(1, "Charging");
        await fleet.AdvanceAsync(60);
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "Finishing");
        connection.HasMore.ShouldBeFalse();
        fleet.Central.Answer("StartTransaction", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" }, ["transactionId"] = 31 });
        await fleet.AdvanceAsync(140);
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");
        foreach (var action in new[] { "MeterValues", "StopTransaction" })
        {
            var message = await connection.NextAsync();
            (message.Action, (int)message.Payload["transactionId"]!).ShouldBe((action, 31));
        }
    }

    [Fact, Trait("Case", "XC15")]
    public async Task XC15_Whatever_happens_every_reported_change_of_status_is_in_the_table()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var random = new SeededRandom(7, 1);
        for (var step = 0; step < 400; step++)
        {
            var connector = fleet.Connector(1 + random.Next(2));
            await (random.Next(11) switch
            {
                0 or 1 => Done(() => fleet.Plug(connector.Id)),
                2 => Done(() => fleet.Unplug(connector.Id)),
                3 or 4 => Done(() => fleet.Swipe("TAG00001", connector.Id)),
                5 => Done(() => fleet.Do(_ => connector.SetFault(random.Next(2) == 0 ? ChargePointErrorCode.NoError : ChargePointErrorCode.GroundFailure))),
                6 => connection.StatusOfAsync("ChangeAvailability", $$"""{"connectorId":{{random.Next(3)}},"type":"{{(random.Next(3) == 0 ? "Inoperative" : "Operative")}}"}"""),
                7 => connection.StatusOfAsync("ReserveNow", $$"""{"connectorId":{{random.Next(3)}},"expiryDate":"2026-03-01T12:00:00Z","idTag":"X","reservationId":{{random.Next(3)}}}"""),
                8 => connection.StatusOfAsync("CancelReservation", $$"""{"reservationId":{{random.Next(3)}}}"""),
                9 => Done(() => fleet.Do(_ => ToggleVehicle(connector))),
                _ => connection.StatusOfAsync("UnlockConnector", $$"""{"connectorId":{{connector.Id}}}"""),
            });
        }

        await fleet.EventuallyAsync(() => fleet.ChargePoint.Outbox.Outstanding == 0);
        var last = new Dictionary<int, ChargePointStatus>();
        var changes = 0;
        foreach (var frame in connection.Frames.Where(frame => frame.Contains("\"StatusNotification\"", StringComparison.Ordinal) && frame.StartsWith("[2", StringComparison.Ordinal)))
        {
            var report = JsonNode.Parse(frame)![3]!;
            var (id, status) = ((int)report["connectorId"]!, Enum.Parse<ChargePointStatus>((string)report["status"]!));
            if (id > 0 && last.TryGetValue(id, out var before) && before != status)
            {
                changes++;
                ConnectorTransitions.Allows(before, status).ShouldBeTrue($"{before} to {status} on connector {id}");
            }

            last[id] = status;
        }

        changes.ShouldBeGreaterThan(50);

        static Task Done(Action action)
        {
            action();
            return Task.CompletedTask;
        }

        static void ToggleVehicle(Connector connector)
        {
            connector.Meter.CarryForward();
            connector.IsVehicleReady = !connector.IsVehicleReady;
            connector.Refresh();
        }
    }

    [Fact, Trait("Case", "XC18")]
    public async Task XC18_The_availability_it_has_is_accepted_again_without_a_report()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Operative"}""")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Unavailable");
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":3,"type":"Inoperative"}""")).ShouldBe("Rejected");
        connection.HasMore.ShouldBeFalse();
    }

    [Fact, Trait("Case", "XC28")]
    public async Task XC28_The_AuthorizationKey_is_never_told()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        const string Secret = "00112233445566778899AABBCCDDEEFF";
        (await connection.StatusOfAsync("ChangeConfiguration", Key("AuthorizationKey", Secret))).ShouldBe("Accepted");
        await connection.Ended;
        var again = await fleet.ReconnectedAsync();
        await again.BootedAsync();
        await again.CallAsync("GetConfiguration");
        await again.CallAsync("GetConfiguration", """{"key":["AuthorizationKey"]}""");
        await again.CallAsync("GetDiagnostics", $$"""{"location":"{{fleet.Central.FileAt("d/")}}"}""");
        (await fleet.Central.Uploads.Reader.ReadAsync()).Content.ShouldNotContain(Secret);
        again.Frames.ShouldAllBe(frame => !frame.Contains(Secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact, Trait("Case", "XC33")]
    public async Task XC33_Critical_security_events_wait_for_the_connection()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { SecurityProfile = 1, Password = new byte[16] });
        await using var running = fleet;
        ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("StartupOfTheDevice");
        await fleet.OfflineAsync(connection);
        fleet.Do(chargePoint => chargePoint.Security.Report("TamperDetectionActivated", "cover open"));
        var at = fleet.Time.GetUtcNow();
        await fleet.AdvanceAsync(60);
        var again = await fleet.OnlineAsync();
        var told = await again.NextAsync("SecurityEventNotification");
        ((string)told.Payload["type"]!, (string)told.Payload["techInfo"]!).ShouldBe(("TamperDetectionActivated", "cover open"));
        DateTimeOffset.Parse((string)told.Payload["timestamp"]!, null).ShouldBe(at);
    }

    [Theory, InlineData(1, true), InlineData(4, false)]
    public async Task A_reset_that_fails_is_tried_again_ResetRetries_times(int failing, bool isReset)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Do(chargePoint => chargePoint.FailingRestarts = failing);
        (await connection.StatusOfAsync("Reset", """{"type":"Hard"}""")).ShouldBe("Accepted");
        if (isReset)
        {
            await (await fleet.ReconnectedAsync()).NextAsync("BootNotification");
        }
        else
        {
            ((string)(await fleet.AdvanceUntilAsync(connection.NextAsync("StatusNotification"))).Payload["errorCode"]!).ShouldBe("ResetFailure");
        }
    }
}
