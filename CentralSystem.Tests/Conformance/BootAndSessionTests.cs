using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that a Charge Point drives alone: boot and ordinary sessions.</summary>
public sealed class BootAndSessionTests
{
    [Fact, Trait("Case", "TC_001_CSMS"), Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task TC_001_cold_boot_is_accepted_and_every_message_of_it_answered()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Registration:HeartbeatIntervalSeconds", "17"));
        await using var chargePoint = await system.ConnectAsync("CP001", boot: false);

        var before = DateTimeOffset.UtcNow;
        var boot = await chargePoint.CallAsync(A.BootNotification);
        boot.Status.Known.ShouldBe(RegistrationStatus.Accepted);
        boot.Interval.ShouldBe(17);
        boot.CurrentTime.ShouldBeInRange(before.AddSeconds(-1), DateTimeOffset.UtcNow);
        await chargePoint.ReportAllAvailableAsync();
        for (var i = 0; i < 3; i++)
        {
            (await chargePoint.CallAsync(A.Heartbeat)).CurrentTime.ShouldBeInRange(before.AddSeconds(-1), DateTimeOffset.UtcNow);
        }

        chargePoint.Notes.ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_003_CSMS"), Trait("Spec", "OCPP 1.6 §4.1, §4.8")]
    public async Task TC_003_session_with_plug_in_first_is_accepted_twice()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        var transactionId = await chargePoint.StartAsync();
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        var transaction = await system.TransactionAsync(transactionId);
        transaction.IdTag.ShouldBe(A.Tag);
        transaction.StopReceivedAt.ShouldBeNull();
        chargePoint.Notes.ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_004_1_CSMS"), Trait("Spec", "OCPP 1.6 §4.1, §4.8")]
    public async Task TC_004_1_session_with_identification_first_is_accepted_twice()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        var transactionId = await chargePoint.ChargeAsync();

        (await system.TransactionAsync(transactionId)).AuthorizationStatus.ShouldBe(AuthorizationStatus.Accepted);
        chargePoint.Notes.ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_004_2_CSMS"), Trait("Spec", "OCPP 1.6 §9.1.6")]
    public async Task TC_004_2_identification_without_a_cable_leaves_no_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);

        (await system.TransactionsAsync()).ShouldBeEmpty();
        chargePoint.Notes.ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_005_1_CSMS"), Trait("Spec", "OCPP 1.6 §4.10")]
    public async Task TC_005_1_transaction_ends_when_the_EV_side_is_disconnected()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = await chargePoint.ChargeAsync();

        await chargePoint.ReportAsync(1, ChargePointStatus.SuspendedEV, info: "EV side disconnected");
        await chargePoint.StopAsync(transactionId, Reason.EVDisconnected);
        await chargePoint.ReportAsync(1, ChargePointStatus.Finishing, info: "EV side disconnected");
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);

        var transaction = await system.TransactionAsync(transactionId);
        transaction.StopReason.ShouldBe("EVDisconnected");
        transaction.StopReceivedAt.ShouldNotBeNull();
        transaction.EnergyWh.ShouldBe(10_000);
        chargePoint.Notes.ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_007_CSMS"), Trait("Spec", "OCPP 1.6 §4.8")]
    public async Task TC_007_start_with_a_cached_id_needs_no_Authorize()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await chargePoint.StartAsync();
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        (await system.TransactionsAsync()).ShouldHaveSingleItem();
        chargePoint.Notes.ShouldBeEmpty();
    }
}
