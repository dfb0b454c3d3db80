using System.Text.Json.Nodes;
using static CentralSystem.Tests.Conformance.ChargePoint.SmartChargingCases;

namespace CentralSystem.Tests.Emulator;

/// <summary>What charging profiles allow the connectors, and what a charge point takes on of them.</summary>
public class ChargingLimitTests
{
    [Fact, Trait("Spec", "OCPP 1.6 §3.13.1")]
    public async Task A_TxDefaultProfile_of_connector_0_is_each_connectors_own_and_only_the_maximum_is_shared()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection, 1);
        await fleet.ChargeAsync(connection, 2);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(0, "TxDefaultProfile", [(0, 20)], id: 1))).ShouldBe("Accepted");
        await OfferedAsync(20);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(0, "ChargePointMaxProfile", [(0, 30)], id: 2))).ShouldBe("Accepted");
        await OfferedAsync(15);

        Task OfferedAsync(decimal ampere) => fleet.EventuallyAsync(() => fleet.Connector(1).Meter.Offered == ampere && fleet.Connector(2).Meter.Offered == ampere);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.7")]
    public async Task A_schedule_of_no_length_is_rejected_and_one_of_years_ends_after_a_week()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 10), (3600, 12)], kind: "Recurring", recurrency: "Daily"));
        ((string)(await CompositeAsync(connection, 1, -1))["status"]!).ShouldBe("Rejected");
        var schedule = (await CompositeAsync(connection, 1, int.MaxValue))["chargingSchedule"]!;
        ((int)schedule["duration"]!, schedule["chargingSchedulePeriod"]!.AsArray().Count).ShouldBe((7 * 86_400, 14));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §9.4")]
    public async Task A_schedule_tells_no_more_periods_than_ChargingScheduleMaxPeriods_and_says_how_far_they_reach()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var hours = Enumerable.Range(0, 24).Select(hour => (hour * 3600, (decimal)(10 + (hour % 2)))).ToArray();
        await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", hours, kind: "Recurring", recurrency: "Daily"));
        var schedule = (await CompositeAsync(connection, 1, 3 * 86_400))["chargingSchedule"]!;
        ((int)schedule["duration"]!, schedule["chargingSchedulePeriod"]!.AsArray().Count).ShouldBe((2 * 86_400, 48));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.11")]
    public async Task A_charge_point_without_smart_charging_ignores_the_profile_of_a_remote_start()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { FeatureProfiles = ["Core"] });
        await using var running = fleet;
        (await connection.StatusOfAsync("RemoteStartTransaction", RemoteStart(id: 5))).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        await connection.StatusAsync(1, "Charging");
        fleet.Do(chargePoint => chargePoint.Charging.Installed.ShouldBeEmpty());
    }

    [Fact, Trait("Spec", "OCPP 1.6 §9.4")]
    public async Task A_remote_start_whose_profile_finds_no_room_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { ConfigurationDefaults = new Dictionary<string, string> { ["MaxChargingProfilesInstalled"] = "1" } });
        await using var running = fleet;
        (await connection.StatusOfAsync("SetChargingProfile", Profile(2, "TxDefaultProfile", [(0, 10)], id: 1))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("RemoteStartTransaction", RemoteStart(id: 5))).ShouldBe("Rejected");
        await connection.StatusOfAsync("ClearChargingProfile");
        (await connection.StatusOfAsync("RemoteStartTransaction", RemoteStart(id: 5))).ShouldBe("Accepted");
    }

    private static string RemoteStart(int id) => new JsonObject
    {
        ["connectorId"] = 1,
        ["idTag"] = "REMOTE",
        ["chargingProfile"] = JsonNode.Parse(Profile(1, "TxProfile", [(0, 7)], id, kind: "Relative"))!["csChargingProfiles"]!.DeepClone(),
    }.ToJsonString();
}
