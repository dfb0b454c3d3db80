namespace ChargePointEmulator.Check.Cases.Messages;

/// <summary>Frames that cannot be read as OCPP-J: the connection has to survive them (XS14 to XS17).</summary>
[Cases("messages")]
internal static class MalformedFrameCases
{
    [Case("XS14", "Invalid JSON", "OCPP-J §4.2.3", Severity = Severity.Robustness)]
    public static Task InvalidJson(CaseRun run) => SurvivesAsync(run, "this is no JSON", "[2,\"cut");

    [Case("XS15", "An object instead of an array", "OCPP-J §4.2.3", Severity = Severity.Robustness)]
    public static Task NoArray(CaseRun run) => SurvivesAsync(run, "{}", "[]");

    [Case("XS16", "Message type 9", "OCPP-J §4.1.3")]
    public static async Task UnknownType(CaseRun run)
    {
        // Such a frame is to be ignored: no answer at all is let pass, be it under its id or under another one.
        var station = await run.BootedAsync();
        var answered = station.ExpectAnswer("nine", "message type 9");
        await station.SendAsync("""[9,"nine","Heartbeat",{}]""");
        await station.HeartbeatAsync();
        await station.HeartbeatAsync();
        run.Require(!answered.IsCompleted, "OCPP-J §4.1.3", "a frame of message type 9 was answered, but a message type that is unknown has to be ignored");
    }

    [Case("XS17", "Answers to nothing", "OCPP-J §4.1.4")]
    public static Task AnswersToNothing(CaseRun run) => SurvivesAsync(run, """[3,"never asked",{}]""", """[4,"never asked","InternalError","",{}]""");

    private static async Task SurvivesAsync(CaseRun run, params string[] frames)
    {
        var station = await run.BootedAsync();
        foreach (var frame in frames)
        {
            // Some answer with an id of their own; what counts is that the connection goes on.
            station.TolerateStrayAnswer();
            await station.SendAsync(frame);
            await station.HeartbeatAsync();
        }
    }
}
