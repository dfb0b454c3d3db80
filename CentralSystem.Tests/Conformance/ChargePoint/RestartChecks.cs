using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using CentralSystem.Tests.Support;
using ChargePointEmulator.State;
using static CentralSystem.Tests.Conformance.ChargePoint.ListAndReservationCases;
using static CentralSystem.Tests.Conformance.ChargePoint.SessionCases;
using static CentralSystem.Tests.Conformance.ChargePoint.SmartChargingCases;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>What a charge point still knows after the end of its process, orderly or not.</summary>
public sealed class RestartChecks : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("charge-points-").FullName;
    private readonly string _copy = Directory.CreateTempSubdirectory("charge-points-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_copy, recursive: true);
    }

    [Fact, Trait("Case", "XC10")]
    public async Task XC10_The_queue_outlives_a_crash_and_a_transaction_that_ran_ends_with_PowerLoss()
    {
        JsonObject start;
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            await connection.StatusOfAsync("ChangeConfiguration", Key("AllowOfflineTxForUnknownId", "true"));
            await connection.StatusOfAsync("ChangeConfiguration", Key("StopTxnSampledData", "Energy.Active.Import.Register"));
            await fleet.OfflineAsync(connection);
            fleet.Plug();
            fleet.Swipe("OFFLINE");
            for (var sample = 1; sample <= 3; sample++)
            {
                await fleet.AdvanceAsync(60);
                await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 1 + sample);
            }

            await KeptAsync(fleet);
            Crash();
        }

        var (after, again) = await RunningFleet.BootedAsync(settings => settings with { State = _copy, Seed = 99 }, from: DateTimeOffset.Parse("2026-03-01T11:00:00Z", null));
        await using var running = after;
        start = (await again.NextAsync("StartTransaction")).Payload;
        ((string)start["idTag"]!, (string)start["timestamp"]!).ShouldBe(("OFFLINE", "2026-03-01T10:00:00.000Z"));
        var register = (long)start["meterStart"]!;
        for (var sample = 1; sample <= 3; sample++)
        {
            var values = (await again.NextAsync()).Payload;
            ((int)values["transactionId"]!).ShouldBe(1, "the start gave it its id after the restart");
            var value = values["meterValue"]![0]!;
            ((string)value["timestamp"]!).ShouldBe($"2026-03-01T10:0{sample}:00.000Z");
            var now = long.Parse((string)value["sampledValue"]![0]!["value"]!, null);
            now.ShouldBeGreaterThan(register);
            register = now;
        }

        var stop = (await again.NextAsync("StopTransaction")).Payload;
        ((string)stop["reason"]!, (int)stop["transactionId"]!, (long)stop["meterStop"]!).ShouldBe(("PowerLoss", 1, register));
        ((string)stop["timestamp"]!).ShouldStartWith("2026-03-01T10:03");
        stop["transactionData"]!.AsArray().Count.ShouldBe(5);
        fleet.ChargePoint.ShouldNotBeSameAs(after.ChargePoint);
        after.Connector().Status.ToString().ShouldBe("Finishing", "the cable is still in");
    }

    [Fact, Trait("Case", "XC25")]
    public async Task XC25_Profiles_outlive_a_restart_but_not_those_of_a_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 12), (600, 8)], id: 1));
            await connection.StatusOfAsync("SetChargingProfile", Profile(0, "ChargePointMaxProfile", [(0, 20)], id: 2));
            var transactionId = await fleet.ChargeAsync(connection);
            (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxProfile", [(0, 7)], id: 3, transactionId: transactionId))).ShouldBe("Accepted");
            Periods(await CompositeAsync(connection, 1, 900)).ShouldBe([(0, 7)]);
            await fleet.StopAsync(connection);
            Periods(await CompositeAsync(connection, 1, 900)).ShouldBe([(0, 12), (600, 8)]);
            fleet.Unplug();
            await connection.StatusAsync(1, "Available");
            transactionId = await fleet.ChargeAsync(connection);
            await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxProfile", [(0, 7)], id: 3, transactionId: transactionId));
        }

        var (after, again) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using var running = after;
        Periods(await CompositeAsync(again, 1, 900)).ShouldBe([(0, 12), (600, 8)]);
        Periods(await CompositeAsync(again, 2, 900)).ShouldBe([(0, 20)]);
    }

    [Fact]
    public async Task Keys_lists_availability_reservations_password_certificates_and_events_outlive_a_restart()
    {
        using var authority = new TestAuthority();
        var from = DateTimeOffset.UtcNow;
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder }, from: from);
        await using (fleet)
        {
            await connection.StatusOfAsync("ChangeConfiguration", Key("MeterValueSampleInterval", "17"));
            (await connection.StatusOfAsync("ChangeConfiguration", Key("WebSocketPingInterval", "33"))).ShouldBe("RebootRequired");
            await connection.StatusOfAsync("SendLocalList", List(5, "Full", "LISTED"));
            await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":2,"type":"Inoperative"}""");
            var reservation = new JsonObject { ["connectorId"] = 1, ["expiryDate"] = from.AddHours(1).ToString("O"), ["idTag"] = "MINE", ["reservationId"] = 9 };
            (await connection.StatusOfAsync("ReserveNow", reservation.ToJsonString())).ShouldBe("Accepted");
            await connection.StatusOfAsync("InstallCertificate", FileCases.Root("CentralSystemRootCertificate", authority.Root));
            await fleet.OfflineAsync(connection);
            fleet.Do(chargePoint =>
            {
                chargePoint.Authorizer.Learn("CACHED", new() { Status = Ocpp.Types.AuthorizationStatus.Accepted, ParentIdTag = "FAMILY" });
                chargePoint.Security.Report("TamperDetectionActivated");
                chargePoint.Configuration.Change("AuthorizationKey", "00112233445566778899AABBCCDDEEFF");
                chargePoint.Keep();
            });
        }

        await using var after = await RunningFleet.StartAsync(settings => settings with { State = _folder }, from: from.AddMinutes(5));
        (await after.Central.Handshakes.Reader.ReadAsync()).Authorization.ShouldBe(
            "Basic " + Convert.ToBase64String([.. "CP00001:"u8, .. Convert.FromHexString("00112233445566778899AABBCCDDEEFF")]));
        var again = await after.Central.ConnectionAsync("CP00001");
        await again.StatusAsync(1, "Reserved");
        await again.StatusAsync(2, "Unavailable");
        ((string)(await again.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("TamperDetectionActivated");
        var keys = (await again.CallAsync("GetConfiguration", """{"key":["MeterValueSampleInterval","WebSocketPingInterval"]}"""))[2]!["configurationKey"]!.AsArray();
        keys.Select(key => (string)key!["value"]!).ShouldBe(["17", "33"]);
        ((int)(await again.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(5);
        (await again.StatusOfAsync("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""")).ShouldBe("Accepted");
        after.Do(chargePoint => chargePoint.Authorizer.ParentOf("cached").ShouldBe("FAMILY"));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.19")]
    public async Task An_update_whose_image_is_there_is_installed_after_a_restart()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            fleet.Central.Downloads["f"] = [1, 2, 3];
            await fleet.ChargeAsync(connection);
            await connection.CallAsync("UpdateFirmware", FileCases.Update(fleet, "f"));
            await FileCases.FirmwareAsync(fleet, connection, "Downloading", "Downloaded");
            await fleet.AdvanceUntilAsync(connection.StatusAsync(2, "Unavailable"));
        }

        await using var after = await RunningFleet.StartAsync(settings => settings with { State = _folder });
        var again = await after.Central.ConnectionAsync("CP00001");
        await FileCases.FirmwareAsync(after, again, "Installing");
        var updated = await after.ReconnectedAsync();
        ((string)(await updated.NextAsync("BootNotification")).Payload["firmwareVersion"]!).ShouldBe("1.0.1");
        await FileCases.FirmwareAsync(after, updated, "Installed");
    }

    [Fact]
    public async Task An_update_that_failed_while_offline_is_told_after_a_restart()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            await connection.CallAsync("UpdateFirmware", FileCases.Update(fleet, "nothing", retrieveDate: "2026-03-01T10:01:00Z"));
            await fleet.OfflineAsync(connection);
            fleet.Time.Advance(TimeSpan.FromMinutes(2));
            await fleet.EventuallyAsync(() => !fleet.ChargePoint.FirmwareUpdate.IsRunning);
        }

        await using var after = await RunningFleet.StartAsync(settings => settings with { State = _folder });
        var again = await after.Central.ConnectionAsync("CP00001");
        await FileCases.FirmwareAsync(after, again, "DownloadFailed");
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.5")]
    public async Task A_cable_that_a_refused_start_left_locked_stays_so_after_a_restart()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(
            settings => settings with { State = _folder },
            central => central.Answer("StartTransaction", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Blocked" }, ["transactionId"] = 5 }));
        await using (fleet)
        {
            fleet.Plug();
            fleet.Swipe("MINE");
            await connection.NextAsync("StopTransaction");
            await fleet.EventuallyAsync(() => fleet.Connector() is { IsLocked: true, HeldFor: not null });
            fleet.Unplug();
            await KeptAsync(fleet);
        }

        var (after, _) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using var running = after;
        after.Connector().ShouldSatisfyAllConditions(
            connector => connector.Status.ToString().ShouldBe("Finishing"),
            connector => connector.IsLocked.ShouldBeTrue(),
            connector => connector.IsVehicleAway.ShouldBeTrue());
        after.Swipe("OTHER");
        after.Connector().IsLocked.ShouldBeTrue();
        after.Swipe("MINE");
        after.Connector().ShouldSatisfyAllConditions(connector => connector.IsLocked.ShouldBeFalse(), connector => connector.Status.ToString().ShouldBe("Available"));
    }

    [Fact]
    public async Task Whoever_stands_at_a_connector_after_a_restart_leaves_in_time()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            fleet.Plug();
            await connection.StatusAsync(1, "Preparing");
            await KeptAsync(fleet);
        }

        var (after, again) = await RunningFleet.BootedAsync(
            settings => settings with { State = _folder, Sessions = true, SessionPause = TimeSpan.FromDays(1), PlugInDelay = TimeSpan.FromSeconds(1) });
        await using var running = after;
        await after.AdvanceAsync(30);
        await again.StatusAsync(1, "Available");
    }

    [Fact]
    public async Task A_message_leaves_only_when_it_is_on_the_disk()
    {
        var onDisk = new TaskCompletionSource<string>();
        var (fleet, connection) = await RunningFleet.BootedAsync(
            settings => settings with { State = _folder },
            central => central.Answer("StartTransaction", _ =>
            {
                Crash();
                onDisk.TrySetResult(File.ReadLines(Path.Combine(_copy, "charge-points.jsonl")).Last());
                return new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" }, ["transactionId"] = 5 };
            }));
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await onDisk.Task).ShouldContain("\"idTag\":\"TAG00001\"");
    }

    [Fact]
    public async Task A_torn_line_counts_for_nothing_and_the_one_before_it_does()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using (fleet)
        {
            await connection.StatusOfAsync("ChangeConfiguration", Key("BlinkRepeat", "7"));
        }

        await File.AppendAllTextAsync(Path.Combine(_folder, "charge-points.jsonl"), "garbage\n{\"identity\":\"CP00001\",\"savedAt\":\"2026-03-01T10:00:0");
        var (after, again) = await RunningFleet.BootedAsync(settings => settings with { State = _folder });
        await using var running = after;
        ((string)(await again.CallAsync("GetConfiguration", """{"key":["BlinkRepeat"]}"""))[2]!["configurationKey"]![0]!["value"]!).ShouldBe("7");
    }

    [Fact]
    public async Task The_file_is_made_short_again_when_most_of_it_is_of_the_past()
    {
        await using var fleet = await RunningFleet.StartAsync();
        var path = Path.Combine(_folder, "charge-points.jsonl");
        using (var store = new StateStore(_folder, leastToCompact: 20_000))
        {
            for (var n = 0; n < 200; n++)
            {
                await KeptAsync(store, fleet, n);
            }

            store.Find("CP00001")!.Configuration!["BlinkRepeat"].ShouldBe("199");
        }

        new FileInfo(path).Length.ShouldBeLessThan(25_000);
        using var reopened = new StateStore(_folder);
        reopened.Find("CP00001")!.Configuration!["BlinkRepeat"].ShouldBe("199");
        reopened.Find("CP00002").ShouldBeNull();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_kept_is_there_when_the_file_cannot_be_made_short(bool diskIsFull)
    {
        await using var fleet = await RunningFleet.StartAsync();
        var next = Path.Combine(_folder, "charge-points.jsonl.new");
        if (diskIsFull)
        {
            File.CreateSymbolicLink(next, "/dev/full");
        }
        else
        {
            Directory.CreateDirectory(next);
        }

        using (var store = new StateStore(_folder, leastToCompact: 5_000))
        {
            for (var n = 0; n < 50; n++)
            {
                await KeptAsync(store, fleet, n);
                store.Find("CP00001")!.Configuration!["BlinkRepeat"].ShouldBe($"{n}");
            }
        }

        using var reopened = new StateStore(_folder);
        reopened.Find("CP00001")!.Configuration!["BlinkRepeat"].ShouldBe("49");
    }

    [Fact]
    public async Task A_line_that_follows_half_a_written_one_counts_after_a_restart()
    {
        await using var fleet = await RunningFleet.StartAsync();
        using (var store = new StateStore(_folder))
        {
            await KeptAsync(store, fleet, 1);

            // What a write that failed half-way leaves.
            using (var half = new FileStream(Path.Combine(_folder, "charge-points.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
                half.Write("{\"identity\":\"CP0"u8);
            }

            await KeptAsync(store, fleet, 2);
        }

        using var reopened = new StateStore(_folder);
        reopened.Find("CP00001")!.Configuration!["BlinkRepeat"].ShouldBe("2");
    }

    [Fact]
    public async Task A_charge_point_whose_state_cannot_be_written_does_not_keep_the_others_from_it()
    {
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { ChargePoints = 2 });
        using var store = new StateStore(_folder);
        var bad = fleet.ChargePoints[1];
        bad.Do(() => bad.Connectors[0].Meter.Recall(double.NaN, 0));
        var mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Keep(bad, mended.SetResult);
        await KeptAsync(store, fleet, 1);
        await KeptAsync(store, fleet, 2);
        mended.Task.IsCompleted.ShouldBeFalse();
        bad.Do(() => bad.Connectors[0].Meter.Recall(5, 0));
        await fleet.AdvanceUntilAsync(mended.Task.ContinueWith(_ => true, TaskScheduler.Default));
        store.Find("CP00002")!.Connectors[0].RegisterWh.ShouldBe(5);
    }

    private static async Task KeptAsync(StateStore store, RunningFleet fleet, int blinkRepeat)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.Do(chargePoint => chargePoint.Configuration.SetInternally("BlinkRepeat", blinkRepeat));
        store.Keep(fleet.ChargePoint, kept.SetResult);
        await kept.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Copies what is on the disk at this moment: that, and no more, a killed process leaves.</summary>
    private void Crash() => File.Copy(Path.Combine(_folder, "charge-points.jsonl"), Path.Combine(_copy, "charge-points.jsonl"), overwrite: true);

    private static async Task KeptAsync(RunningFleet fleet)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.Do(chargePoint => chargePoint.Keep(() => kept.TrySetResult()));
        await kept.Task.WaitAsync(Patience.Limit);
    }
}
