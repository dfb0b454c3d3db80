using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: charging profiles.</summary>
public sealed class SmartChargingCases
{
    private const string Absolute =
        """
        "chargingProfileKind":"Absolute","validFrom":"2026-01-15T00:00:00.000Z","validTo":"2099-01-15T00:00:00.000Z",
        "chargingSchedule":{"startSchedule":"2026-01-15T00:00:00.000Z","duration":86400,"chargingRateUnit":"A",
        "chargingSchedulePeriod":[{"startPeriod":0,"limit":6.0,"numberPhases":3}]}
        """;

    private const string Relative =
        """
        "chargingProfileKind":"Relative",
        "chargingSchedule":{"duration":3600,"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":6000.0,"numberPhases":3}]}
        """;

    [Fact, Trait("Case", "TC_056_CSMS"), Trait("Spec", "OCPP 1.6 §5.16, §3.13")]
    public async Task TC_056_TxDefaultProfile_is_installed()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await SetAsync(operated, 1, $$"""{"chargingProfileId":1,"stackLevel":2,"chargingProfilePurpose":"TxDefaultProfile",{{Absolute}}}""");

        var installed = (await InstalledAsync(operated)).ShouldHaveSingleItem();
        (installed.Number("chargingProfileId"), installed.Number("connectorId"), installed.Number("stackLevel")).ShouldBe((1, 1, 2));
        (installed.Text("chargingProfilePurpose"), installed.Text("transactionId")).ShouldBe(("TxDefaultProfile", null));
        var profile = installed.GetProperty("chargingProfile");
        (profile.Text("recurrencyKind"), profile.Text("transactionId")).ShouldBe((null, null));
        profile.GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDecimal().ShouldBe(6);
    }

    [Theory, Trait("Case", "TC_057_CSMS"), Trait("Spec", "OCPP 1.6 §5.16, §3.13.1")]
    [InlineData(Absolute)]
    [InlineData(Relative)]
    public async Task TC_057_TxProfile_belongs_to_the_running_transaction(string kindAndSchedule)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var transactionId = await operated.ChargePoint.ChargeAsync();

        await SetAsync(operated, 1,
            $$"""{"chargingProfileId":7,"transactionId":{{transactionId}},"stackLevel":0,"chargingProfilePurpose":"TxProfile",{{kindAndSchedule}}}""");

        var installed = (await InstalledAsync(operated)).ShouldHaveSingleItem();
        (installed.Number("chargingProfileId"), installed.Text("chargingProfilePurpose"), installed.Number("transactionId")).ShouldBe((7, "TxProfile", transactionId));
        await operated.ChargePoint.StopAsync(transactionId);
        (await InstalledAsync(operated)).ShouldBeEmpty("A TxProfile ends with its transaction.");
    }

    [Theory, Trait("Case", "TC_059_CSMS"), Trait("Spec", "OCPP 1.6 §5.11, §5.16.2")]
    [InlineData(Relative)]
    [InlineData(Absolute)]
    public async Task TC_059_remote_start_carries_a_profile(string kindAndSchedule)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await operated.CommandAsync<RemoteStartTransactionRequest, RemoteStartTransactionResponse>(
            $$"""{"connectorId":1,"idTag":"TAG-1","chargingProfile":{"chargingProfileId":8,"stackLevel":0,"chargingProfilePurpose":"TxProfile",{{kindAndSchedule}}} }""",
            new() { Status = RemoteStartStopStatus.Accepted });
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        var transactionId = await chargePoint.StartAsync();
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        (await operated.ListAsync("transactions?open=true")).ShouldHaveSingleItem().Number("transactionId").ShouldBe(transactionId);
        (await operated.ConnectorStatusAsync()).ShouldBe("Charging");
    }

    [Fact, Trait("Case", "TC_066_CSMS"), Trait("Spec", "OCPP 1.6 §5.7")]
    public async Task TC_066_composite_schedule_is_retrieved()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await operated.CommandAsync<GetCompositeScheduleRequest, GetCompositeScheduleResponse>(
            """{"connectorId":1,"duration":300,"chargingRateUnit":"A"}""",
            new()
            {
                Status = GetCompositeScheduleStatus.Accepted,
                ConnectorId = 1,
                ScheduleStart = A.Start,
                ChargingSchedule = new()
                {
                    Duration = 300,
                    ChargingRateUnit = ChargingRateUnit.A,
                    ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 10 }, new() { StartPeriod = 100, Limit = 6.5m, NumberPhases = 1 }],
                },
            });
    }

    [Fact, Trait("Case", "TC_067_CSMS"), Trait("Spec", "OCPP 1.6 §5.5, errata §3.25, §3.26")]
    public async Task TC_067_profiles_are_cleared_by_id_by_criteria_and_all()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var transactionId = await operated.ChargePoint.ChargeAsync();
        await SetAsync(operated, 0, $$"""{"chargingProfileId":1,"stackLevel":1,"chargingProfilePurpose":"ChargePointMaxProfile",{{Absolute}}}""");
        await SetAsync(operated, 1, $$"""{"chargingProfileId":2,"stackLevel":1,"chargingProfilePurpose":"TxDefaultProfile",{{Absolute}}}""");
        await SetAsync(operated, 1, $$"""{"chargingProfileId":3,"transactionId":{{transactionId}},"stackLevel":1,"chargingProfilePurpose":"TxProfile",{{Relative}}}""");
        (await InstalledIdsAsync(operated)).ShouldBe([1, 2, 3]);

        await ClearAsync(operated, """{"id":1}""");
        (await InstalledIdsAsync(operated)).ShouldBe([2, 3]);
        await ClearAsync(operated, """{"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":1}""");
        (await InstalledIdsAsync(operated)).ShouldBe([3]);
        await ClearAsync(operated, "{}");
        (await InstalledIdsAsync(operated)).ShouldBeEmpty();
    }

    private static Task SetAsync(OperatedChargePoint operated, int connectorId, string profile) =>
        operated.CommandAsync<SetChargingProfileRequest, SetChargingProfileResponse>(
            $$"""{"connectorId":{{connectorId}},"csChargingProfiles":{{profile}}}""", new() { Status = ChargingProfileStatus.Accepted });

    private static Task ClearAsync(OperatedChargePoint operated, string payload) =>
        operated.CommandAsync<ClearChargingProfileRequest, ClearChargingProfileResponse>(payload, new() { Status = ClearChargingProfileStatus.Accepted });

    private static Task<JsonElement[]> InstalledAsync(OperatedChargePoint operated) => operated.ListAsync("charging-profiles?chargePointId=CP001");

    private static async Task<IEnumerable<int>> InstalledIdsAsync(OperatedChargePoint operated) => (await InstalledAsync(operated)).Select(p => p.Number("chargingProfileId"));
}
