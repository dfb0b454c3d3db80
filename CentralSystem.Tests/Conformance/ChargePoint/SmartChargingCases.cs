using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Charging profiles and the schedule they make together.</summary>
public class SmartChargingCases
{
    [Theory, Trait("Case", "TC_056_CS")]
    [InlineData("A", 6), InlineData("W", 6000)]
    public async Task TC_056_A_TxDefaultProfile_shows_in_the_composite_schedule(string unit, int limit)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, limit)], duration: 300, unit: unit))).ShouldBe("Accepted");
        var answer = (await connection.CallAsync("GetCompositeSchedule", $$"""{"connectorId":1,"duration":300,"chargingRateUnit":"{{unit}}"}"""))[2]!;
        ((string)answer["status"]!, (int)answer["connectorId"]!, (string)answer["scheduleStart"]!).ShouldBe(("Accepted", 1, "2026-03-01T10:00:00.000Z"));
        ((int)answer["chargingSchedule"]!["duration"]!, (string)answer["chargingSchedule"]!["chargingRateUnit"]!).ShouldBe((300, unit));
        Periods(answer).ShouldBe([(0, limit)]);
    }

    [Fact, Trait("Case", "TC_057_CS")]
    public async Task TC_057_A_TxProfile_limits_its_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxProfile", [(0, 6)], duration: 300, transactionId: transactionId))).ShouldBe("Accepted");
        Periods((await CompositeAsync(connection, 1, 300))).ShouldBe([(0, 6)]);
    }

    [Fact, Trait("Case", "TC_058_2_CS")]
    public async Task TC_058_2_A_TxProfile_for_another_transaction_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var transactionId = await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxProfile", [(0, 6)], transactionId: transactionId + 1))).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_059_CS")]
    public async Task TC_059_A_profile_of_a_remote_start_applies_to_its_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var profile = JsonNode.Parse(Profile(1, "TxProfile", [(0, 7), (60, 9)], kind: "Relative"))!["csChargingProfiles"]!.ToJsonString();
        (await connection.StatusOfAsync("RemoteStartTransaction", "{\"connectorId\":1,\"idTag\":\"REMOTE\",\"chargingProfile\":" + profile + "}")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        await connection.StatusAsync(1, "Charging");
        Periods(await CompositeAsync(connection, 1, 100)).ShouldBe([(0, 7), (60, 9)]);
    }

    [Fact, Trait("Case", "TC_067_CS")]
    public async Task TC_067_Profiles_are_cleared_by_id_by_their_fields_and_all()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 6), (60, 8), (200, 10)], id: 1, stackLevel: 1, duration: 400));
        await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", [(0, 7), (100, 9)], id: 2, duration: 400));
        await connection.StatusOfAsync("SetChargingProfile", Profile(0, "ChargePointMaxProfile", [(0, 11), (200, 12)], id: 3));
        await fleet.AdvanceAsync(10);
        Periods(await CompositeAsync(connection, 1, 350)).ShouldBe([(0, 6), (50, 8), (190, 10)]);
        (await connection.StatusOfAsync("ClearChargingProfile", """{"id":1}""")).ShouldBe("Accepted");
        Periods(await CompositeAsync(connection, 1, 350)).ShouldBe([(0, 7), (90, 9)]);
        (await connection.StatusOfAsync("ClearChargingProfile", """{"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}""")).ShouldBe("Accepted");
        Periods(await CompositeAsync(connection, 1, 350)).ShouldBe([(0, 11), (190, 12)]);
        (await connection.StatusOfAsync("ClearChargingProfile")).ShouldBe("Accepted");
        Periods(await CompositeAsync(connection, 1, 350)).ShouldBe([(0, 32)]);
    }

    internal static async Task<JsonNode> CompositeAsync(ScriptedConnection connection, int connectorId, int duration) =>
        (await connection.CallAsync("GetCompositeSchedule", $$"""{"connectorId":{{connectorId}},"duration":{{duration}},"chargingRateUnit":"A"}"""))[2]!;

    internal static (int Start, decimal Limit)[] Periods(JsonNode answer) =>
        [.. answer["chargingSchedule"]!["chargingSchedulePeriod"]!.AsArray().Select(period => ((int)period!["startPeriod"]!, (decimal)period["limit"]!))];

    internal static string Profile(
        int connectorId, string purpose, (int Start, decimal Limit)[] periods, int id = 1, int stackLevel = 0, int? duration = null, string unit = "A", int? transactionId = null,
        string kind = "Absolute", string? recurrency = null, string start = "2026-03-01T10:00:00Z")
    {
        var profile = new JsonObject
        {
            ["chargingProfileId"] = id,
            ["stackLevel"] = stackLevel,
            ["chargingProfilePurpose"] = purpose,
            ["chargingProfileKind"] = kind,
            ["chargingSchedule"] = new JsonObject
            {
                ["chargingRateUnit"] = unit,
                ["chargingSchedulePeriod"] = new JsonArray([.. periods.Select(period => new JsonObject { ["startPeriod"] = period.Start, ["limit"] = period.Limit })]),
            },
        };
        if (transactionId is not null)
        {
            profile["transactionId"] = transactionId;
        }

        if (recurrency is not null)
        {
            profile["recurrencyKind"] = recurrency;
        }

        if (duration is not null)
        {
            profile["chargingSchedule"]!["duration"] = duration;
        }

        if (kind != "Relative")
        {
            profile["chargingSchedule"]!["startSchedule"] = start;
        }

        return new JsonObject { ["connectorId"] = connectorId, ["csChargingProfiles"] = profile }.ToJsonString();
    }
}
