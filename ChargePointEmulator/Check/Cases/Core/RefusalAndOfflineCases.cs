using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Core;

/// <summary>Refused idTags, faults, power failures and time offline.</summary>
[Cases("core")]
internal static class RefusalAndOfflineCases
{
    [Case("TC_023_1_CSMS", "Authorize invalid", "OCPP 1.6 §7.2")]
    public static async Task AuthorizeInvalid(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.AuthorizeAsync(run.Data.InvalidIdTag, AuthorizationStatus.Invalid);
    }

    [Case("TC_023_2_CSMS", "Authorize expired", "OCPP 1.6 §7.2")]
    public static async Task AuthorizeExpired(CaseRun run)
    {
        var idTag = run.Needs(run.Data.ExpiredIdTag, "expiredIdTag");
        var station = await run.BootedAsync();
        await station.AuthorizeAsync(idTag, AuthorizationStatus.Expired);
    }

    [Case("TC_023_3_CSMS", "Authorize blocked", "OCPP 1.6 §7.2")]
    public static async Task AuthorizeBlocked(CaseRun run)
    {
        var idTag = run.Needs(run.Data.BlockedIdTag, "blockedIdTag");
        var station = await run.BootedAsync();
        await station.AuthorizeAsync(idTag, AuthorizationStatus.Blocked);
    }

    [Case("TC_024_CSMS", "Lock failure", "OCPP 1.6 §4.9")]
    public static async Task LockFailure(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        await station.AuthorizeAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        await station.StatusAsync(1, ChargePointStatus.Faulted, ChargePointErrorCode.ConnectorLockFailure);
    }

    [Case("TC_032_1_CSMS", "Power failure, stop after boot", "OCPP 1.6 §4.2, §4.10")]
    public static async Task PowerFailure(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var before = await run.BootedAsync();
        var transactionId = await before.ChargeAsync(idTag);
        await before.DropAsync();

        var station = await run.ConnectAsync();
        await station.SendBootAsync(run.Data);
        await station.StatusAsync(0, ChargePointStatus.Available);
        await station.StatusAsync(1, ChargePointStatus.Finishing);
        await station.StatusAsync(2, ChargePointStatus.Available);
        await station.StopAsync(transactionId, Reason.PowerLoss);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("TC_037_1_CSMS", "Offline start, valid idTag", "OCPP 1.6 §3.7; OCPP-J §5.4")]
    public static async Task OfflineStart(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await BackOnlineAsync(run);
        var transactionId = await station.StartAsync(idTag, timestamp: DateTimeOffset.UtcNow.AddHours(-3));
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_037_3_CSMS", "Offline start, invalid idTag", "OCPP 1.6 §3.7; errata §3.17")]
    public static async Task OfflineStartInvalid(CaseRun run)
    {
        var station = await BackOnlineAsync(run);
        var started = await station.StartAsync(Steps.StartOf(run.Data.InvalidIdTag, timestamp: DateTimeOffset.UtcNow.AddHours(-3)), AuthorizationStatus.Invalid);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(started.TransactionId, Reason.DeAuthorized);
    }

    [Case("TC_039_CSMS", "Whole transaction offline", "OCPP 1.6 §3.7")]
    public static async Task OfflineTransaction(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await BackOnlineAsync(run);
        var transactionId = await station.StartAsync(idTag, timestamp: DateTimeOffset.UtcNow.AddHours(-2));
        var stopped = await station.StopAsync(transactionId, Reason.Local, idTag);
        run.Require(stopped.IdTagInfo is null || stopped.IdTagInfo.Status.Known == AuthorizationStatus.Accepted, "OCPP 1.6 §4.10", $"StopTransaction of '{idTag}' was answered {stopped.IdTagInfo?.Status}");
    }

    [Case("TC_064_CSMS", "DataTransfer to the central system", "OCPP 1.6 §4.3")]
    public static async Task UnknownVendor(CaseRun run)
    {
        var station = await run.BootedAsync();
        var answer = await station.CallAsync(new DataTransferRequest { VendorId = "org.example.nobody-knows", MessageId = "hello", Data = "?" });
        if (answer.Status.Known == DataTransferStatus.Accepted)
        {
            run.Warn("data of a vendor that nobody knows was Accepted (§4.3 asks for UnknownVendorId)");
        }
    }

    /// <summary>A charge point that was accepted, lost its connection, and is back without a boot.</summary>
    private static async Task<Station> BackOnlineAsync(CaseRun run)
    {
        await (await run.BootedAsync()).DropAsync();
        return await run.ConnectAsync();
    }
}
