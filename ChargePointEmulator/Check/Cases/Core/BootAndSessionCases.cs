using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Core;

/// <summary>Boot and ordinary sessions.</summary>
[Cases("core")]
internal static class BootAndSessionCases
{
    /// <summary>A clock further off than this is wrong by any measure.</summary>
    private static readonly TimeSpan ClockDeviation = TimeSpan.FromMinutes(1);

    [Case("TC_001_CSMS", "Cold boot", "OCPP 1.6 §4.2, §4.6; errata §3.22")]
    public static async Task ColdBoot(CaseRun run)
    {
        var station = await run.ConnectAsync();
        var boot = await station.SendBootAsync(run.Data);
        run.Require(boot.Interval > 0, "OCPP 1.6 §4.2", $"an accepted boot was answered with interval {boot.Interval}, which is no heartbeat interval");
        run.Require((boot.CurrentTime - DateTimeOffset.UtcNow).Duration() < ClockDeviation, "OCPP 1.6 §4.2", $"currentTime is {boot.CurrentTime:O}, but it is {DateTimeOffset.UtcNow:O}");

        await station.AllAvailableAsync();
        for (var i = 0; i < 3; i++)
        {
            var heartbeat = await station.CallAsync(new HeartbeatRequest());
            run.Require((heartbeat.CurrentTime - DateTimeOffset.UtcNow).Duration() < ClockDeviation, "OCPP 1.6 §4.6", $"currentTime is {heartbeat.CurrentTime:O}, but it is {DateTimeOffset.UtcNow:O}");
        }
    }

    [Case("TC_003_CSMS", "Session, plug-in first", "OCPP 1.6 §4.1, §4.8")]
    public static async Task PlugInFirst(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        await station.AuthorizeAsync(idTag);
        var transactionId = await station.StartAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_004_1_CSMS", "Session, identification first", "OCPP 1.6 §4.1, §4.8")]
    public static async Task IdentificationFirst(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_004_2_CSMS", "Identification first, ConnectionTimeOut", "OCPP 1.6 §9.1.6")]
    public static async Task ConnectionTimeOut(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        await station.AuthorizeAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("TC_005_1_CSMS", "EV side disconnected", "OCPP 1.6 §4.10")]
    public static async Task EvSideDisconnected(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.SuspendedEV, info: "EV side disconnected");
        await station.FinishAsync(transactionId, Reason.EVDisconnected);
    }

    [Case("TC_007_CSMS", "Start with cached id", "OCPP 1.6 §4.8")]
    public static async Task CachedId(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        var transactionId = await station.StartAsync(idTag);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: idTag);
    }
}
