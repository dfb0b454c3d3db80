using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: resets, and connectors that are unlocked.</summary>
public sealed class ResetAndUnlockCases
{
    [Fact, Trait("Case", "TC_013_CSMS"), Trait("Spec", "OCPP 1.6 §5.14")]
    public Task TC_013_hard_reset_is_followed_by_an_accepted_boot() => ResetAsync("Hard");

    [Fact, Trait("Case", "TC_014_CSMS"), Trait("Spec", "OCPP 1.6 §5.14")]
    public Task TC_014_soft_reset_is_followed_by_an_accepted_boot() => ResetAsync("Soft");

    [Fact, Trait("Case", "TC_017_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.18")]
    public Task TC_017_1_idle_connector_without_a_fixed_cable_is_unlocked() => UnlockIdleAsync(1, UnlockStatus.Unlocked);

    [Fact, Trait("Case", "TC_017_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.18")]
    public Task TC_017_2_connector_with_a_fixed_cable_cannot_be_unlocked() => UnlockIdleAsync(1, UnlockStatus.NotSupported);

    [Fact, Trait("Case", "TC_018_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.18, §4.10")]
    public async Task TC_018_1_unlock_while_charging_ends_the_transaction()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;
        var transactionId = await chargePoint.ChargeAsync();

        await UnlockAsync(operated, 1, UnlockStatus.Unlocked);
        await chargePoint.ReportAsync(1, ChargePointStatus.Finishing);
        await chargePoint.StopAsync(transactionId, Reason.UnlockCommand);
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);

        (await operated.TransactionAsync(transactionId)).Text("stopReason").ShouldBe("UnlockCommand");
        (await operated.ListAsync("transactions?open=true")).ShouldBeEmpty();
        (await operated.ConnectorStatusAsync()).ShouldBe("Available");
    }

    [Fact, Trait("Case", "TC_030_CSMS"), Trait("Spec", "OCPP 1.6 §5.18")]
    public Task TC_030_failed_unlock_is_told() => UnlockIdleAsync(1, UnlockStatus.UnlockFailed);

    [Fact, Trait("Case", "TC_031_CSMS"), Trait("Spec", "OCPP 1.6 §5.18, errata §3.24")]
    public Task TC_031_unknown_connector_can_be_asked_for() => UnlockIdleAsync(99, UnlockStatus.NotSupported);

    private static async Task ResetAsync(string type)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var earlier = (await operated.GetAsync("charge-points/CP001")).GetProperty("bootedAt").GetDateTimeOffset();

        await operated.CommandAsync<ResetRequest, ResetResponse>($$"""{"type":"{{type}}"}""", new() { Status = ResetStatus.Accepted });
        await operated.RebootAsync();

        var chargePoint = await operated.GetAsync("charge-points/CP001");
        (chargePoint.Text("registrationStatus"), chargePoint.GetProperty("connected").GetBoolean()).ShouldBe(("Accepted", true));
        chargePoint.GetProperty("bootedAt").GetDateTimeOffset().ShouldBeGreaterThan(earlier);
        chargePoint.GetProperty("connectors").EnumerateArray().Select(c => c.Text("status")).ShouldBe(["Available", "Available", "Available"]);
    }

    private static async Task UnlockIdleAsync(int connectorId, UnlockStatus answer)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await UnlockAsync(operated, connectorId, answer);
        (await operated.ListAsync("connectors?chargePointId=CP001")).Select(c => (c.Number("connectorId"), c.Text("status")))
            .ShouldBe([(0, "Available"), (1, "Available"), (2, "Available")]);
        await operated.ShouldStillBeServedAsync();
    }

    private static Task UnlockAsync(OperatedChargePoint operated, int connectorId, UnlockStatus answer) =>
        operated.CommandAsync<UnlockConnectorRequest, UnlockConnectorResponse>($$"""{"connectorId":{{connectorId}}}""", new() { Status = answer });
}
