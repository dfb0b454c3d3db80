using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Core;

/// <summary>Resets, and connectors that are unlocked.</summary>
[Cases("core")]
internal static class ResetAndUnlockCases
{
    [Case("TC_013_CSMS", "Hard reset", "OCPP 1.6 §5.14", Drives = ["Reset"])]
    public static Task HardReset(CaseRun run) => ResetAsync(run, ResetType.Hard);

    [Case("TC_014_CSMS", "Soft reset", "OCPP 1.6 §5.14", Drives = ["Reset"])]
    public static Task SoftReset(CaseRun run) => ResetAsync(run, ResetType.Soft);

    [Case("TC_017_1_CSMS", "Unlock, idle, no fixed cable", "OCPP 1.6 §5.18", Drives = ["UnlockConnector"])]
    public static Task UnlockIdle(CaseRun run) => UnlockAsync(run, 1, UnlockStatus.Unlocked);

    [Case("TC_017_2_CSMS", "Unlock, fixed cable", "OCPP 1.6 §5.18", Drives = ["UnlockConnector"])]
    public static Task UnlockFixedCable(CaseRun run) => UnlockAsync(run, 1, UnlockStatus.NotSupported);

    [Case("TC_018_1_CSMS", "Unlock while charging", "OCPP 1.6 §5.18, §4.10", Drives = ["UnlockConnector"])]
    public static async Task UnlockWhileCharging(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        await UnlockAsync(run, station, 1, UnlockStatus.Unlocked);
        await station.FinishAsync(transactionId, Reason.UnlockCommand);
    }

    [Case("TC_030_CSMS", "Unlock failure", "OCPP 1.6 §5.18", Drives = ["UnlockConnector"])]
    public static Task UnlockFails(CaseRun run) => UnlockAsync(run, 1, UnlockStatus.UnlockFailed);

    [Case("TC_031_CSMS", "Unlock unknown connector", "OCPP 1.6 §5.18", Drives = ["UnlockConnector"])]
    public static Task UnlockUnknown(CaseRun run) => UnlockAsync(run, 3, UnlockStatus.NotSupported);

    private static async Task ResetAsync(CaseRun run, ResetType type)
    {
        var station = await run.BootedAsync();
        var reset = await run.DriveAsync(station, new ResetRequest { Type = type }, new ResetResponse { Status = ResetStatus.Accepted });
        run.Require(reset.Type.Known == type, "OCPP 1.6 §5.14", $"Reset is {reset.Type}, but {type} was asked for");
        await station.DropAsync();

        var again = await run.ConnectAsync();
        await again.BootAsync(run.Data);
    }

    private static async Task UnlockAsync(CaseRun run, int connectorId, UnlockStatus answer)
    {
        var station = await run.BootedAsync();
        await UnlockAsync(run, station, connectorId, answer);
        await station.HeartbeatAsync();
    }

    private static async Task UnlockAsync(CaseRun run, Station station, int connectorId, UnlockStatus answer)
    {
        var unlock = await run.DriveAsync(station, new UnlockConnectorRequest { ConnectorId = connectorId }, new UnlockConnectorResponse { Status = answer });
        run.Require(unlock.ConnectorId == connectorId, "OCPP 1.6 §5.18", $"UnlockConnector is for connector {unlock.ConnectorId} instead of {connectorId}");
    }
}
