using Ocpp.Messages;
using Ocpp.Payloads;

namespace ChargePointEmulator.Check.Cases.Messages;

/// <summary>Transactions under retry and with figures that cannot be (XS22 to XS25, XS28).</summary>
[Cases("messages")]
internal static class TransactionCases
{
    [Case("XS22", "StartTransaction repeated with a new message id", "OCPP 1.6 §3.7.1", Severity = Severity.Robustness)]
    public static Task StartRepeated(CaseRun run) => RepeatStartAsync(run, sameId: false);

    [Case("XR01", "StartTransaction repeated with the same message id", "OCPP 1.6 §3.7.1; OCPP-J errata §3.1", Severity = Severity.Robustness)]
    public static Task StartRepeatedUnderItsId(CaseRun run) => RepeatStartAsync(run, sameId: true);

    [Case("XR02", "transactionIds are positive, and no two are equal", "OCPP 1.6 errata §3.54", Severity = Severity.Robustness)]
    public static async Task TransactionIds(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var seen = new HashSet<int>();
        for (var i = 0; i < 3; i++)
        {
            var transactionId = await station.StartAsync(idTag, timestamp: DateTimeOffset.UtcNow.AddMinutes(i - 10));
            await station.StopAsync(transactionId, idTag: idTag);
            run.Require(transactionId > 0, "OCPP 1.6 errata §3.54", $"transactionId {transactionId}: positive numbers are recommended, and -1 stands for a transaction without an id");
            run.Require(seen.Add(transactionId), "OCPP 1.6 §4.8", $"transactionId {transactionId} was given twice");
        }
    }

    [Case("XS23", "StopTransaction repeated", "OCPP 1.6 §3.7.1")]
    public static async Task StopRepeated(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        var stop = new StopTransactionRequest { TransactionId = transactionId, MeterStop = 2_000, Timestamp = DateTimeOffset.UtcNow, IdTag = idTag, Reason = Reason.Local };
        await station.CallAsync(stop);
        await station.CallAsync(stop);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("XS24", "StopTransaction for an unknown transactionId and for -1", "OCPP 1.6 errata §3.18, §4.10")]
    public static async Task StopUnknown(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.StopAsync(2_147_483_000);
        await station.StopAsync(-1);
    }

    [Case("XS25", "StopTransaction without idTag and reason", "OCPP 1.6 §6.49, §6.50")]
    public static async Task StopWithoutIdTag(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        var stopped = await station.StopAsync(transactionId, reason: null);
        await station.StatusAsync(1, ChargePointStatus.Available);
        if (stopped.IdTagInfo is not null)
        {
            run.Warn("StopTransaction.conf has idTagInfo, though the request named no idTag (§6.50)");
        }
    }

    [Case("XS28", "StopTransaction below the start register and before the start", "OCPP 1.6 §4.10")]
    public static async Task StopImpossible(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var below = await station.ChargeAsync(idTag);
        await station.CallAsync(new StopTransactionRequest { TransactionId = below, MeterStop = Steps.MeterStart - 100, Timestamp = DateTimeOffset.UtcNow, IdTag = idTag });
        var before = await station.StartAsync(idTag);
        await station.CallAsync(new StopTransactionRequest { TransactionId = before, MeterStop = 2_000, Timestamp = DateTimeOffset.UtcNow.AddHours(-1), IdTag = idTag });
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    /// <summary>The answer got lost on the way, so the charge point asks again: it is one transaction all the same.</summary>
    private static async Task RepeatStartAsync(CaseRun run, bool sameId)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        var request = OcppPayload.ToJson(Steps.StartOf(idTag));
        var id = Guid.NewGuid().ToString();
        var first = (await station.AskAsync("StartTransaction", request, id)).As<StartTransactionResponse>();
        var again = await station.AskAsync("StartTransaction", request, sameId ? id : null);

        // A CALLERROR for an id that was used before is legal (OCPP-J §4.2.3): nothing was doubled.
        if (!sameId || !again.IsError)
        {
            var second = again.As<StartTransactionResponse>();
            run.Require(second.TransactionId == first.TransactionId, "OCPP 1.6 §3.7.1", $"the same StartTransaction opened transaction {first.TransactionId} and then {second.TransactionId}");
        }

        await station.FinishAsync(first.TransactionId, idTag: idTag);
    }
}
