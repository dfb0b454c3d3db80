using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Core;

/// <summary>Authorization cache, remote start and remote stop.</summary>
[Cases("core")]
internal static class RemoteActionCases
{
    [Case("TC_061_CSMS", "Clear authorization cache", "OCPP 1.6 §5.4", Drives = ["ClearCache"])]
    public static async Task ClearCache(CaseRun run)
    {
        var station = await run.BootedAsync();
        await run.DriveAsync(station, new ClearCacheRequest(), new ClearCacheResponse { Status = ClearCacheStatus.Accepted });
        await station.HeartbeatAsync();
    }

    [Case("TC_010_CSMS", "Remote start, cable first", "OCPP 1.6 §5.11", Drives = ["RemoteStartTransaction"])]
    public static async Task CableFirst(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        var idTag = await RemoteStartAsync(run, station, RemoteStartStopStatus.Accepted);
        await station.AuthorizeAsync(idTag);
        var transactionId = await station.StartAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_011_1_CSMS", "Remote start, remote first", "OCPP 1.6 §5.11", Drives = ["RemoteStartTransaction"])]
    public static async Task RemoteFirst(CaseRun run)
    {
        var station = await run.BootedAsync();
        var idTag = await RemoteStartAsync(run, station, RemoteStartStopStatus.Accepted);
        var transactionId = await station.ChargeAsync(idTag);
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_011_2_CSMS", "Remote start, time-out", "OCPP 1.6 §5.11, §9.1.6", Drives = ["RemoteStartTransaction"])]
    public static async Task RemoteStartTimesOut(CaseRun run)
    {
        var station = await run.BootedAsync();
        var idTag = await RemoteStartAsync(run, station, RemoteStartStopStatus.Accepted);
        await station.AuthorizeAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("TC_012_CSMS", "Remote stop", "OCPP 1.6 §5.12, §4.10", Drives = ["RemoteStopTransaction"])]
    public static async Task RemoteStop(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        await RemoteStopAsync(run, station, transactionId, RemoteStartStopStatus.Accepted);
        await station.FinishAsync(transactionId, Reason.Remote);
    }

    [Case("TC_026_CSMS", "Remote start rejected", "OCPP 1.6 §5.11", Drives = ["RemoteStartTransaction"])]
    public static async Task RemoteStartRejected(CaseRun run)
    {
        var station = await run.BootedAsync();
        await RemoteStartAsync(run, station, RemoteStartStopStatus.Rejected);
        await station.HeartbeatAsync();
    }

    [Case("TC_028_CSMS", "Remote stop rejected", "OCPP 1.6 §5.12", Drives = ["RemoteStopTransaction"])]
    public static async Task RemoteStopRejected(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        await RemoteStopAsync(run, station, transactionId, RemoteStartStopStatus.Rejected);

        // The transaction is still open, and ends in the ordinary way.
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    /// <summary>Has the central system start a transaction remotely; gives the idTag it named.</summary>
    private static async Task<string> RemoteStartAsync(CaseRun run, Station station, RemoteStartStopStatus answer)
    {
        var wanted = new RemoteStartTransactionRequest { ConnectorId = 1, IdTag = await run.IdTagAsync() };
        var start = await run.DriveAsync(station, wanted, new RemoteStartTransactionResponse { Status = answer });
        run.Require(start.ConnectorId is null or 1, "OCPP 1.6 §5.11", $"RemoteStartTransaction is for connector {start.ConnectorId} instead of 1");
        return start.IdTag;
    }

    private static async Task RemoteStopAsync(CaseRun run, Station station, int transactionId, RemoteStartStopStatus answer)
    {
        var stop = await run.DriveAsync(station, new RemoteStopTransactionRequest { TransactionId = transactionId }, new RemoteStopTransactionResponse { Status = answer });
        run.Require(stop.TransactionId == transactionId, "OCPP 1.6 §5.12", $"RemoteStopTransaction names transaction {stop.TransactionId}, but {transactionId} is running");
    }
}
