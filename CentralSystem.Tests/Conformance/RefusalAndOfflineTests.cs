using CentralSystem.Tests.Support;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that a Charge Point drives alone: refused idTags, faults, power failures and time offline.</summary>
public sealed class RefusalAndOfflineTests
{
    [Fact, Trait("Case", "TC_023_1_CSMS"), Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task TC_023_1_unknown_idTag_is_Invalid_and_lands_in_the_inbox()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        (await chargePoint.AuthorizeAsync(A.UnknownTag)).ShouldBe(AuthorizationStatus.Invalid);

        await system.FlushAsync();
        var seen = await system.ReadAsync(db => db.UnknownIdTags.SingleAsync());
        (seen.Id, seen.Count, seen.LastChargePointId).ShouldBe((A.UnknownTag, 1, "CP001"));
    }

    [Fact, Trait("Case", "TC_023_2_CSMS"), Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task TC_023_2_idTag_past_its_expiry_is_Expired()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddIdTagAsync("OLD", expiryDate: DateTimeOffset.UtcNow.AddMinutes(-1));
        await system.AddIdTagAsync("YOUNG", expiryDate: DateTimeOffset.UtcNow.AddHours(1));
        await using var chargePoint = await system.ConnectAsync("CP001");

        (await chargePoint.AuthorizeAsync("OLD")).ShouldBe(AuthorizationStatus.Expired);
        (await chargePoint.AuthorizeAsync("YOUNG")).ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Case", "TC_023_3_CSMS"), Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task TC_023_3_blocked_idTag_is_Blocked()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddIdTagAsync("BLOCKED", AuthorizationStatus.Blocked);
        await using var chargePoint = await system.ConnectAsync("CP001");

        (await chargePoint.AuthorizeAsync("BLOCKED")).ShouldBe(AuthorizationStatus.Blocked);
    }

    [Fact, Trait("Case", "TC_024_CSMS"), Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task TC_024_lock_failure_is_answered_and_kept()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await chargePoint.ReportAsync(1, ChargePointStatus.Faulted, ChargePointErrorCode.ConnectorLockFailure);

        var connector = await system.ReadAsync(db => db.Connectors.SingleAsync(c => c.ConnectorId == 1));
        (connector.Status, connector.ErrorCode).ShouldBe(("Faulted", "ConnectorLockFailure"));
        (await system.TransactionsAsync()).ShouldBeEmpty();
    }

    [Fact, Trait("Case", "TC_032_1_CSMS"), Trait("Spec", "OCPP 1.6 §4.10")]
    public async Task TC_032_1_stop_after_a_power_failure_closes_the_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        int transactionId;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            transactionId = await chargePoint.ChargeAsync();
            chargePoint.Abort();
        }

        await using var again = await system.ConnectAsync("CP001", boot: false);
        (await again.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        (await system.TransactionAsync(transactionId)).StopReceivedAt.ShouldBeNull("A boot closes no transaction.");
        await again.ReportAsync(0, ChargePointStatus.Available);
        await again.ReportAsync(1, ChargePointStatus.Finishing);
        await again.ReportAsync(2, ChargePointStatus.Available);
        await again.StopAsync(transactionId, Reason.PowerLoss);

        (await system.TransactionAsync(transactionId)).StopReason.ShouldBe("PowerLoss");
    }

    [Fact, Trait("Case", "TC_037_1_CSMS"), Trait("Spec", "OCPP 1.6 §3.7; OCPP-J §5.4")]
    public async Task TC_037_1_start_while_offline_with_a_valid_idTag_is_accepted_afterwards()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await (await system.ConnectAsync("CP001")).DisposeAsync();
        var startedAt = DateTimeOffset.UtcNow.AddHours(-3);

        await using var again = await system.ConnectAsync("CP001", boot: false);
        var started = await again.CallAsync(A.StartTransaction with { Timestamp = startedAt });
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        await again.ReportAsync(1, ChargePointStatus.Charging);

        var transaction = await system.TransactionAsync(started.TransactionId);
        transaction.StartTimestamp.ToUnixTimeMilliseconds().ShouldBe(startedAt.ToUnixTimeMilliseconds());
        transaction.Flags.ShouldBe(TransactionFlags.None);
    }

    [Fact, Trait("Case", "TC_037_3_CSMS"), Trait("Spec", "OCPP 1.6 §3.7, errata §3.17, §3.54")]
    public async Task TC_037_3_start_while_offline_with_an_invalid_idTag_gets_Invalid_and_a_transactionId()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await (await system.ConnectAsync("CP001")).DisposeAsync();

        await using var again = await system.ConnectAsync("CP001", boot: false);
        var started = await again.CallAsync(A.StartTransaction with { IdTag = A.UnknownTag, Timestamp = DateTimeOffset.UtcNow.AddHours(-3) });
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Invalid);
        started.TransactionId.ShouldBePositive();
        await again.ReportAsync(1, ChargePointStatus.Charging);
        await again.StopAsync(started.TransactionId, Reason.DeAuthorized);
        await again.ReportAsync(1, ChargePointStatus.Finishing);

        var transaction = await system.TransactionAsync(started.TransactionId);
        (transaction.AuthorizationStatus, transaction.StopReason).ShouldBe((AuthorizationStatus.Invalid, "DeAuthorized"));
        transaction.Flags.ShouldBe(TransactionFlags.NotAuthorized);
    }

    [Fact, Trait("Case", "TC_039_CSMS"), Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task TC_039_whole_transaction_while_offline_is_kept()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await (await system.ConnectAsync("CP001")).DisposeAsync();

        await using var again = await system.ConnectAsync("CP001", boot: false);
        var started = await again.CallAsync(A.StartTransaction);
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        var stopped = await again.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId });
        stopped.IdTagInfo!.Status.Known.ShouldBe(AuthorizationStatus.Accepted);

        var transaction = await system.TransactionAsync(started.TransactionId);
        (transaction.StartTimestamp, transaction.StopTimestamp, transaction.EnergyWh).ShouldBe((A.Start, A.Stop, 10_000L));
    }

    [Fact, Trait("Case", "TC_064_CSMS"), Trait("Spec", "OCPP 1.6 §4.3")]
    public async Task TC_064_DataTransfer_of_an_unknown_vendor_gets_UnknownVendorId_without_data()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        var answer = await chargePoint.CallAsync(new DataTransferRequest { VendorId = "com.example", MessageId = "m", Data = "d" });

        answer.Status.Known.ShouldBe(DataTransferStatus.UnknownVendorId);
        answer.Data.ShouldBeNull();
        (await system.ReadAsync(db => db.DataTransfers.SingleAsync())).VendorId.ShouldBe("com.example");
    }
}
