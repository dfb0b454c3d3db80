using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using ChargePointEmulator.Authorization;
using ChargePointEmulator.Transactions;
using Ocpp.Types;
using static CentralSystem.Tests.Conformance.ChargePoint.ListAndReservationCases;
using static CentralSystem.Tests.Conformance.ChargePoint.SessionCases;
using static CentralSystem.Tests.Conformance.ChargePoint.SmartChargingCases;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Rules of the specification that no certification case covers: authorization, transaction data, charging profiles.</summary>
public class ExtraAuthorizationChecks
{
    private static readonly IdTagInfo Accepted = new() { Status = AuthorizationStatus.Accepted };
    private static readonly IdTagInfo Blocked = new() { Status = AuthorizationStatus.Blocked };

    [Fact, Trait("Case", "XC12")]
    public void XC12_A_full_cache_drops_what_may_not_charge_first_and_then_the_oldest()
    {
        var cache = new AuthorizationCache();
        for (var n = 0; n < 100; n++)
        {
            cache.Learn("T" + n, n == 50 ? Blocked : Accepted);
        }

        cache.Learn("NEW", Accepted);
        cache.Find("T50").ShouldBeNull();
        cache.Find("T0").ShouldNotBeNull();
        cache.Learn("NEWER", Accepted);
        cache.Find("T0").ShouldBeNull();
        cache.Find("t1").ShouldBe(Accepted);
        cache.Learn("T1", Blocked);
        cache.Find("T1").ShouldBe(Blocked);
    }

    [Fact, Trait("Case", "XC12")]
    public async Task XC12_A_cached_idTag_expires_and_every_answer_about_it_counts()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central =>
        {
            central.Answer("Authorize", _ => Info("Accepted", "2026-03-01T10:10:00Z"));
            central.Answer("StopTransaction", _ => Info("Blocked"));
        });
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("LocalPreAuthorize", "true"));
        fleet.Swipe("TAG00001");
        (await connection.NextAsync()).Action.ShouldBe("Authorize");
        await connection.StatusAsync(1, "Preparing");
        fleet.Swipe("TAG00001", 2);
        await connection.StatusAsync(2, "Preparing");
        await fleet.AdvanceAsync(600);
        await connection.StatusAsync(2, "Available");
        fleet.Swipe("TAG00001");
        (await connection.NextAsync()).Action.ShouldBe("Authorize", "the entry has expired");
        fleet.Central.Answer("Authorize", _ => Info("Accepted"));
        fleet.Plug(2);
        fleet.Swipe("TAG00001", 2);
        await connection.StatusAsync(2, "Charging");
        await fleet.EventuallyAsync(() => fleet.Connector(2).Transaction?.Id is not null);
        await fleet.StopAsync(connection, 2);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Authorizer.Cached.Any(entry => entry.IdTagInfo!.Status == AuthorizationStatus.Blocked));
    }

    [Fact, Trait("Case", "XC13")]
    public async Task XC13_A_listed_idTag_is_never_cached_and_a_contradiction_is_told()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("StartTransaction", _ =>
        {
            var answer = Info("Blocked");
            answer["transactionId"] = 3;
            return answer;
        }));
        await using var running = fleet;
        fleet.Swipe("LISTED", 2);
        await connection.StatusAsync(2, "Preparing");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Authorizer.Cached.Count == 1);
        (await connection.StatusOfAsync("SendLocalList", List(1, "Full", "LISTED"))).ShouldBe("Accepted");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Authorizer.Cached.Count == 0);
        fleet.Plug();
        fleet.Swipe("LISTED");
        await connection.NextAsync("StartTransaction");
        while (true)
        {
            var report = await connection.NextAsync("StatusNotification");
            if ((int)report.Payload["connectorId"]! == 0)
            {
                ((string)report.Payload["errorCode"]!).ShouldBe("LocalListConflict");
                break;
            }
        }

        fleet.ChargePoint.Authorizer.Cached.ShouldBeEmpty();
    }

    [Theory, Trait("Case", "XC14")]
    [InlineData("false", false), InlineData("true", true)]
    public async Task XC14_An_unknown_idTag_starts_offline_if_the_key_says_so(string allowed, bool isStarted)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("AllowOfflineTxForUnknownId", allowed));
        await connection.StatusOfAsync("SendLocalList", """{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"BAD","idTagInfo":{"status":"Blocked"}}]}""");
        await fleet.OfflineAsync(connection);
        fleet.Plug(1);
        fleet.Plug(2);
        fleet.Swipe("UNKNOWN");
        fleet.Swipe("BAD", 2);
        (fleet.Connector().Transaction is not null).ShouldBe(isStarted);
        fleet.Connector(2).Transaction.ShouldBeNull("a listed idTag that may not charge is refused offline (§3.5.4)");
    }

    [Fact, Trait("Case", "XC19")]
    public async Task XC19_A_list_with_a_measurand_it_does_not_measure_is_rejected_whole()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        foreach (var key in new[] { "MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData", "StopTxnAlignedData" })
        {
            (await connection.StatusOfAsync("ChangeConfiguration", Key(key, "Voltage"))).ShouldBe("Accepted");
            (await connection.StatusOfAsync("ChangeConfiguration", Key(key, "Current.Import,RPM"))).ShouldBe("Rejected");
            (await connection.StatusOfAsync("ChangeConfiguration", Key(key, string.Join(',', Enumerable.Repeat("Voltage", 23))))).ShouldBe("Rejected");
            var answer = await connection.CallAsync("GetConfiguration", $$"""{"key":["{{key}}"]}""");
            ((string)answer[2]!["configurationKey"]![0]!["value"]!).ShouldBe("Voltage");
        }
    }

    [Fact, Trait("Case", "XC20")]
    public async Task XC20_Without_lists_for_it_a_stop_has_no_transactionData()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(180);
        (await fleet.StopAsync(connection)).Payload.ContainsKey("transactionData").ShouldBeFalse();
    }

    [Fact, Trait("Case", "XC22")]
    public void XC22_Too_many_values_are_thinned_evenly_between_the_first_and_the_last()
    {
        var transaction = new Transaction(1, new PresentedIdTag("TAG"), DateTimeOffset.UnixEpoch);
        transaction.Keep(At(0, ReadingContext.TransactionBegin), 50, isFirm: true);
        for (var minute = 1; minute < 1000; minute++)
        {
            transaction.Keep(At(minute, ReadingContext.SamplePeriodic), 50);
        }

        transaction.Keep(At(1000, ReadingContext.TransactionEnd), 50, isFirm: true);
        var kept = transaction.Kept!.Select(value => (int)(value.Timestamp - DateTimeOffset.UnixEpoch).TotalMinutes).ToArray();
        kept.Length.ShouldBeInRange(25, 50);
        (kept[0], kept[^1]).ShouldBe((0, 1000));
        var gaps = kept.Zip(kept.Skip(1)).Select(pair => pair.Second - pair.First).ToArray();
        gaps[..^1].Max().ShouldBeLessThanOrEqualTo(2 * gaps[..^1].Min(), string.Join(' ', gaps));

        static MeterValue At(int minute, ReadingContext context) => new()
        {
            Timestamp = DateTimeOffset.UnixEpoch.AddMinutes(minute),
            SampledValue = [new() { Value = "1", Context = context }],
        };
    }

    [Fact, Trait("Case", "XC23"), Trait("Case", "XC26")]
    public async Task XC23_and_XC26_A_profile_beyond_the_limits_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        foreach (var (request, status) in new[]
        {
            (Profile(1, "TxDefaultProfile", [(0, 6)], stackLevel: 8), "Accepted"),
            (Profile(1, "TxDefaultProfile", [(0, 6)], stackLevel: 9), "Rejected"),
            (Profile(1, "TxDefaultProfile", [.. Enumerable.Range(0, 49).Select(n => (n, 6m))]), "Rejected"),
            (Profile(1, "TxDefaultProfile", [(10, 6)]), "Rejected"),
            (Profile(1, "TxDefaultProfile", [(0, 6), (20, 8), (20, 9)]), "Rejected"),
            (Profile(1, "ChargePointMaxProfile", [(0, 6)]), "Rejected"),
            (Profile(0, "TxProfile", [(0, 6)]), "Rejected"),
            (Profile(1, "TxDefaultProfile", [(0, 6)], kind: "Recurring"), "Rejected"),
            (Profile(1, "TxDefaultProfile", [(0, 6)], unit: "VA"), "PropertyConstraintViolation"),
            (Profile(1, "SomeProfile", [(0, 6)]), "PropertyConstraintViolation"),
            (Profile(3, "TxDefaultProfile", [(0, 6)]), "PropertyConstraintViolation"),
        })
        {
            (await connection.StatusOfAsync("SetChargingProfile", request)).ShouldBe(status, request);
        }

        (await connection.StatusOfAsync("GetCompositeSchedule", """{"connectorId":3,"duration":60}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("GetCompositeSchedule", """{"connectorId":1,"duration":60,"chargingRateUnit":"VA"}""")).ShouldBe("PropertyConstraintViolation");
        for (var n = 0; n < 29; n++)
        {
            var profile = n < 9 ? Profile(0, "ChargePointMaxProfile", [(0, 6)], id: 100 + n, stackLevel: n) : Profile(n % 3, "TxDefaultProfile", [(0, 6)], id: 100 + n, stackLevel: (n - 9) / 3);
            (await connection.StatusOfAsync("SetChargingProfile", profile)).ShouldBe("Accepted");
        }

        (await connection.StatusOfAsync("SetChargingProfile", Profile(2, "TxDefaultProfile", [(0, 6)], id: 200, stackLevel: 8))).ShouldBe("Rejected", "30 are there");
        (await connection.StatusOfAsync("SetChargingProfile", Profile(2, "TxDefaultProfile", [(0, 6)], id: 100, stackLevel: 8))).ShouldBe("Accepted", "it replaces one");
    }

    [Theory, Trait("Case", "XC24")]
    [InlineData("Daily", 1), InlineData("Weekly", 7)]
    public async Task XC24_A_recurring_profile_starts_again_over_midnight_and_a_change_of_summer_time(string recurrency, int days)
    {
        // 28 March 2026, the evening before clocks change in Europe: schedules count seconds, not wall clocks.
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.Parse("2026-03-28T21:30:00Z", null));
        await using var running = fleet;
        var start = DateTimeOffset.Parse("2026-03-28T22:00:00+01:00", null).AddDays(-2 * days).ToString("O");
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 10), (3600, 16)], duration: 4 * 3600, kind: "Recurring", recurrency: recurrency, start: start))).ShouldBe("Accepted");
        var seconds = days * 86_400;
        Periods(await CompositeAsync(connection, 1, seconds + 1800)).ShouldBe(
            [(0, 10), (1800, 16), (12_600, 32), (seconds - 1800, 10)]);
    }

    [Fact, Trait("Case", "XC27")]
    public async Task XC27_Connector_0_is_the_sum_within_the_maximum_and_the_power_obeys_it()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 10)], id: 1));
        Periods(await CompositeAsync(connection, 0, 60)).ShouldBe([(0, 42)]);
        await connection.StatusOfAsync("SetChargingProfile", Profile(0, "ChargePointMaxProfile", [(0, 16), (30, 50)], id: 2));
        Periods(await CompositeAsync(connection, 0, 60)).ShouldBe([(0, 16), (30, 42)]);
        await fleet.ChargeAsync(connection, 1);
        await fleet.ChargeAsync(connection, 2);
        await fleet.AdvanceAsync(10);
        fleet.Do(_ => (fleet.Connector(1).Meter.Read().Current + fleet.Connector(2).Meter.Read().Current).ShouldBeLessThanOrEqualTo(16));
        fleet.Do(_ => fleet.Connector(1).Meter.Read().Current.ShouldBeGreaterThan(6));
    }

    [Theory]
    [InlineData("true", "StopTransaction"), InlineData("false", "StatusNotification")]
    public async Task MaxEnergyOnInvalidId_flows_before_the_end(string stops, string action)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("StartTransaction", _ =>
        {
            var answer = Info("Invalid");
            answer["transactionId"] = 3;
            return answer;
        }));
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("MaxEnergyOnInvalidId", "500"));
        await connection.StatusOfAsync("ChangeConfiguration", Key("StopTransactionOnInvalidId", stops));
        await connection.StatusOfAsync("ChangeConfiguration", Key("MeterValueSampleInterval", "0"));
        fleet.Plug();
        fleet.Swipe("TAG00001");
        var start = (long)(await connection.NextAsync("StartTransaction")).Payload["meterStart"]!;
        await connection.StatusAsync(1, "Charging");
        await fleet.AdvanceUntilAsync(connection.NextAsync(action));
        (await fleet.EventuallyAsync(() => (long?)fleet.Connector().Meter.RegisterWh) - start).ShouldBeInRange(500, 1000);
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.5")]
    public async Task After_a_refused_start_the_cable_goes_only_to_the_same_idTag_or_its_group()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer("StartTransaction", _ =>
        {
            var answer = Info("Invalid");
            answer["transactionId"] = 3;
            return answer;
        }));
        await using var running = fleet;
        fleet.Plug();
        fleet.Swipe("TAG00001");
        await connection.StopAndStatusAsync(1, "Finishing");
        fleet.Unplug();
        fleet.Swipe("OTHER");
        connection.HasMore.ShouldBeFalse();
        fleet.Connector().IsLocked.ShouldBeTrue();
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "Available");
    }

    private static JsonObject Info(string status, string? expiry = null)
    {
        var info = new JsonObject { ["status"] = status };
        if (expiry is not null)
        {
            info["expiryDate"] = expiry;
        }

        return new() { ["idTagInfo"] = info };
    }
}
