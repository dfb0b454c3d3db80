using System.Text;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Robustness;

/// <summary>What charge points in the field do to central systems.</summary>
[Cases("robustness")]
internal static class RobustnessCases
{
    [Case("XR03", "A rejected charge point is left alone", "OCPP 1.6 §4.2")]
    public static async Task RejectedIsLeftAlone(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.Rejected);
        var station = await run.ConnectAsync(login);
        station.AnswersByItself = false;
        var boot = await station.CallAsync(Steps.BootOf(run.Data, login.Identity));
        if (boot.Status.Known != RegistrationStatus.Rejected)
        {
            throw new EnvironmentException($"BootNotification of {login.Identity} was answered {boot.Status}, but the case needs a charge point that is Rejected");
        }

        // Long enough for what a central system asks of everybody who boots.
        await Task.WhenAny(station.Ended, Task.Delay(TimeSpan.FromMilliseconds(500), run.Cancelled));
        run.Require(station.Calls.Count == 0, "OCPP 1.6 §4.2", $"a charge point that was Rejected was sent {string.Join(", ", station.Calls.Select(call => call.Action))}");
        if (station.Ended.IsCompleted)
        {
            return;
        }

        // What it says now nobody has to hear: a CALLERROR is recommended, and either side may hang up.
        var id = Guid.NewGuid().ToString();
        var answer = station.ExpectAnswer(id, "Authorize");
        try
        {
            await station.SendAsync($$"""[2,"{{id}}","Authorize",{"idTag":"ANY"}]""");
        }
        catch (RuleBrokenException) when (station.Ended.IsCompleted)
        {
            return;
        }

        if (await Task.WhenAny(answer, station.Ended, Task.Delay(run.Timeout, run.Cancelled)) == answer ? !(await answer).IsError : !station.Ended.IsCompleted)
        {
            run.Warn($"a CALL of a charge point that was Rejected was {(answer.IsCompleted ? "answered as if it were accepted" : "left without an answer")}; CALLERROR SecurityError is recommended (OCPP-J errata §3.8)");
        }
    }

    [Case("XR04", "Message id of 37 characters", "OCPP-J §4.1.4", Severity = Severity.Robustness)]
    public static async Task OverlongId(CaseRun run)
    {
        var station = await run.BootedAsync();
        station.TolerateStrayAnswer();
        await station.SendAsync($"[2,\"{new string('x', 37)}\",\"Heartbeat\",{{}}]");
        await station.HeartbeatAsync();
    }

    [Case("XR05", "Binary frame", "OCPP-J §4.1.2", Severity = Severity.Robustness)]
    public static Task BinaryFrame(CaseRun run) => MayCloseAsync(run, Opcode.Binary, Encoding.UTF8.GetBytes("""[2,"binary","Heartbeat",{}]"""), "a binary frame");

    [Case("XR06", "Text that is no UTF-8", "RFC 6455 §8.1", Severity = Severity.Robustness)]
    public static Task BadUtf8(CaseRun run) => MayCloseAsync(run, Opcode.Text, [(byte)'[', (byte)'"', 0xC3, 0x28, 0xFF, (byte)'"', (byte)']'], "text that is no UTF-8");

    [Case("XR07", "Frame of 1 MB", "RFC 6455 §10.4", Severity = Severity.Robustness)]
    public static Task LargeFrame(CaseRun run) =>
        MayCloseAsync(run, Opcode.Text, Encoding.UTF8.GetBytes($$"""[2,"large","DataTransfer",{"vendorId":"org.example","data":"{{new string('x', 1_000_000)}}"}]"""), "a frame of 1 MB");

    [Case("XR08", "Clock at 1970", "OCPP 1.6 §3.7, §4.8", Severity = Severity.Robustness)]
    public static async Task ClockAt1970(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var started = await station.CallAsync(Steps.StartOf(idTag, timestamp: DateTimeOffset.UnixEpoch.AddSeconds(Random.Shared.Next(100_000))));
        await station.CallAsync(new StopTransactionRequest { TransactionId = started.TransactionId, MeterStop = 1_500, Timestamp = DateTimeOffset.UnixEpoch.AddDays(2), IdTag = idTag });
    }

    [Case("XR09", "Half-open socket of the same identity", "no rule; field reports", Severity = Severity.Robustness)]
    public static async Task HalfOpen(CaseRun run)
    {
        // The old connection neither reads nor ends, as after a lost mobile link.
        var login = await run.LoginAsync();
        var old = await run.TryAsync(run.RequestFor(login), login.Identity);
        run.Require(old.IsUpgraded, "OCPP-J §3", $"the charge point was refused: {old}");
        await using (old.Socket!)
        {
            var station = await run.ConnectAsync();
            await station.BootAsync(run.Data);
        }
    }

    [Case("XR10", "CALLs before an answer, one of them twice", "OCPP-J §4.1.1, §4.2.3", Severity = Severity.Robustness)]
    public static async Task TwoCallsAtOnce(CaseRun run)
    {
        var station = await run.BootedAsync();
        var (repeated, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var (first, second) = (station.ExpectAnswer(repeated, "Heartbeat"), station.ExpectAnswer(other, "Heartbeat"));

        // The copy may be answered as well, be refused for its id, or be ignored.
        station.TolerateStrayAnswer();
        var frame = $"[2,\"{repeated}\",\"Heartbeat\",{{}}]";
        await station.SendAsync(frame);
        await station.SendAsync(frame);
        await station.SendAsync($"[2,\"{other}\",\"Heartbeat\",{{}}]");
        await station.AwaitAnswerAsync(first, "Heartbeat");
        (await station.AwaitAnswerAsync(second, "Heartbeat")).As<HeartbeatResponse>();
    }

    /// <summary>The central system may answer, ignore, or close with a status; afterwards the charge point has to be served.</summary>
    private static async Task MayCloseAsync(CaseRun run, Opcode opcode, byte[] message, string what)
    {
        var station = await run.BootedAsync();
        station.TolerateStrayAnswer();
        try
        {
            await station.SendFrameAsync(opcode, message);
            await station.HeartbeatAsync();
        }
        catch (RuleBrokenException) when (station.Ended.IsCompleted)
        {
            run.Warn($"{what} ended the connection: {await station.Ended}");
        }

        // Being closed is legal; being locked out is not.
        var again = await run.ConnectAsync();
        await again.BootAsync(run.Data);
    }
}
