using ChargePointEmulator.Check.Wire;

namespace ChargePointEmulator.Check.Cases.Connection;

/// <summary>What both sides may say when (XS04 to XS06, XS29 to XS34).</summary>
[Cases("connection")]
internal static class ConversationCases
{
    [Case("XS04", "CALL before the first boot", "OCPP-J errata §3.8")]
    public static async Task BeforeBoot(CaseRun run)
    {
        var login = await run.LoginAsync();
        if (!login.IsFresh)
        {
            run.NotExercised("a charge point that was never accepted: it needs a fresh identity");
        }

        var station = await run.ConnectAsync();
        foreach (var (action, payload) in new[] { ("Heartbeat", "{}"), ("StatusNotification", """{"connectorId":0,"errorCode":"NoError","status":"Available"}""") })
        {
            var answer = await station.AskAsync(action, payload);
            run.Require(!answer.IsError || answer.Code == "SecurityError", "OCPP-J errata §3.8", $"{action} before the first boot was answered with CALLERROR {answer.Code} instead of SecurityError");
            if (login.IsFresh && !answer.IsError)
            {
                run.Warn($"{action} before the first boot was answered as after it; CALLERROR SecurityError is recommended");
            }
        }

        await station.BootAsync(run.Data);
    }

    [Case("XS05", "Reconnect without a boot", "OCPP-J §5.4")]
    public static async Task ReconnectWithoutBoot(CaseRun run)
    {
        await (await run.BootedAsync()).DropAsync();
        var station = await run.ConnectAsync();
        await station.HeartbeatAsync();
        await station.AllAvailableAsync();
    }

    [Case("XS06", "Second BootNotification on the same socket", "OCPP-J §5.4")]
    public static async Task SecondBoot(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.SendBootAsync(run.Data);
    }

    [Case("XS29", "CALLs of both sides cross", "OCPP-J §4.1.1, §4.1.4", Drives = ["ClearCache"])]
    public static async Task CallsCross(CaseRun run)
    {
        var station = await run.BootedAsync();
        var call = await run.DriveAsync(station, "ClearCache", "{}", answer: null);

        // The central system waits for an answer; it answers all the same, and ids of the two directions are independent.
        await station.AskAsync("Heartbeat", "{}", id: call.Id);
        await station.HeartbeatAsync();
        await station.AnswerAsync(call, """{"status":"Accepted"}""");
        await station.HeartbeatAsync();
    }

    [Case("XS30", "One CALL in flight", "OCPP-J §4.1.1")]
    public static async Task OneCallInFlight(CaseRun run)
    {
        var station = await run.BootedAsync();
        if (!run.CanDrive("ClearCache") || !run.CanDrive("GetConfiguration"))
        {
            // It may ask on its own after a boot; the station watches whatever comes.
            await Task.Delay(TimeSpan.FromMilliseconds(300), run.Cancelled);
            run.NotExercised("two CALLs wanted at once, which needs a driver");
            station.ThrowIfViolated();
            return;
        }

        var first = station.Expect("ClearCache", answer: null);
        var second = station.Expect("GetConfiguration", _ => ObligingAnswers.Configuration);
        var drivesFirst = run.BeginDrive(station, "ClearCache", "{}");
        var call = await run.ArrivalAsync(station, "ClearCache", first, drivesFirst);
        var drivesSecond = run.BeginDrive(station, "GetConfiguration", "{}");
        await Task.WhenAny(second, drivesSecond, Task.Delay(run.DriverReaction, run.Cancelled));

        // Had the second CALL been sent, it would come before these answers.
        await station.HeartbeatAsync();
        await station.HeartbeatAsync();
        run.Require(!second.IsCompleted, "OCPP-J §4.1.1", "GetConfiguration was sent while ClearCache still waited for its answer");
        await station.AnswerAsync(call, """{"status":"Accepted"}""");
        await run.ArrivalAsync(station, "GetConfiguration", second, drivesSecond);
    }

    [Case("XS31", "CALL that is never answered", "OCPP-J §4.1.1", Drives = ["ClearCache", "GetConfiguration"], Severity = Severity.Robustness)]
    public static async Task NeverAnswered(CaseRun run)
    {
        var station = await run.BootedAsync();
        await run.DriveAsync(station, "ClearCache", "{}", answer: null);
        await station.HeartbeatAsync();

        // Time-outs are free to choose: within one that is longer than ours nothing more can be seen.
        var next = station.Expect("GetConfiguration", _ => ObligingAnswers.Configuration);
        var drives = run.BeginDrive(station, "GetConfiguration", "{}");
        await Task.WhenAny(next, drives, Task.Delay(run.DriverReaction, run.Cancelled));
        if (await Task.WhenAny(next, Task.Delay(run.Timeout, run.Cancelled)) != next)
        {
            run.NotExercised($"the CALL after one that timed out: none came within {run.Timeout.TotalSeconds:0.#} s (--timeout)");
            await station.HeartbeatAsync();
            return;
        }

        await run.ArrivalAsync(station, "GetConfiguration", next, drives);
        await station.HeartbeatAsync();
    }

    [Case("XS32", "Second socket of an identity", "no rule; field reports", Severity = Severity.Robustness)]
    public static async Task SecondSocket(CaseRun run)
    {
        var old = await run.BootedAsync();
        var newer = await run.ConnectAsync();
        await newer.HeartbeatAsync();
        if (await Task.WhenAny(old.Ended, Task.Delay(TimeSpan.FromSeconds(2), run.Cancelled)) != old.Ended)
        {
            run.Warn("the old socket of the identity was left open beside the new one");
        }

        await newer.HeartbeatAsync();
    }

    [Case("XS33", "Ping", "RFC 6455 §5.5.2")]
    public static async Task Ping(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.SendFrameAsync(Opcode.Ping, "are you there"u8.ToArray());
        run.Require(await Task.WhenAny(station.Pong, Task.Delay(run.Timeout)) == station.Pong, "RFC 6455 §5.5.2", "a ping got no pong");
        run.Require((await station.Pong).AsSpan().SequenceEqual("are you there"u8), "RFC 6455 §5.5.3", "the pong carries other data than the ping");
    }

    [Case("XS34", "Fragmented message", "RFC 6455 §5.4")]
    public static async Task Fragments(CaseRun run)
    {
        var station = await run.BootedAsync();
        var id = Guid.NewGuid().ToString();
        var answer = station.ExpectAnswer(id, "Heartbeat");
        var message = System.Text.Encoding.UTF8.GetBytes($"[2,\"{id}\",\"Heartbeat\",{{}}]");
        await station.SendFrameAsync(Opcode.Text, message.AsMemory(0, 5), isFinal: false);
        await station.SendFrameAsync(Opcode.Ping, "between"u8.ToArray());
        await station.SendFrameAsync(Opcode.Continuation, message.AsMemory(5, 20), isFinal: false);
        await station.SendFrameAsync(Opcode.Continuation, message.AsMemory(25), isFinal: true);
        (await station.AwaitAnswerAsync(answer, "Heartbeat")).As<Ocpp.Messages.HeartbeatResponse>();
    }
}
