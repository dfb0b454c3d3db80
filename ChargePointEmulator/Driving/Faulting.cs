using ChargePointEmulator.Faults;
using Ocpp.Messages;

namespace ChargePointEmulator.Driving;

/// <summary>The verbs <c>fault</c> and <c>clear</c>: what breaks in the network, in the frames and in the hardware.</summary>
internal static class Faulting
{
    private static readonly Dictionary<string, FaultKind> OfFrames = Enum.GetValues<FaultKind>().ToDictionary(
        kind => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, ChargePointErrorCode> OfHardware = Enum.GetValues<ChargePointErrorCode>()
        .Where(code => code != ChargePointErrorCode.NoError).ToDictionary(code => code.ToString(), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Kinds { get; } = ["offline", "halfOpen", .. OfFrames.Keys, .. OfHardware.Keys];

    public static Verb Fault { get; } = Verb.Of(
        "fault", "Something breaks: the network (offline, halfOpen), frames (latency, drop, ...) or hardware (GroundFailure, ...).",
        [
            new("kind", ParameterKind.Choice, "what", IsRequired: true) { Choices = Kinds },
            new("direction", ParameterKind.Choice, "of frames: only those that go this way; both when left out") { Choices = ["sent", "received", "both"] },
            new("action", ParameterKind.Text, "of frames: only this operation, CALLs and their answers; all when left out"),
            new("probability", ParameterKind.Number, "of frames: share that is hit; 1 when left out") { Range = (0, 1) },
            new("times", ParameterKind.Number, "of frames: how many are hit; all when left out") { Range = (1, 1_000_000) },
            new("delay", ParameterKind.Duration, "of latency"),
            new("jitter", ParameterKind.Duration, "of latency: greatest addition to the delay"),
            new("connector", ParameterKind.ConnectorOrZero, "of hardware: which connector, 0 for the charge point itself; all connectors when left out"),
        ],
        Break);

    public static Verb Clear { get; } = Verb.Of(
        "clear", "What broke is mended.",
        [
            new("kind", ParameterKind.Choice, "what; everything when left out") { Choices = ["all", .. Kinds] },
            new("connector", ParameterKind.ConnectorOrZero, "of hardware: which connector, 0 for the charge point itself; all of it when left out"),
        ],
        Mend);

    private static void Break(ChargePointDriver driver, VerbArguments with)
    {
        var kind = with.Text("kind");
        if (kind == "offline")
        {
            driver.GoOffline(null);
        }
        else if (kind == "halfOpen")
        {
            driver.Line.HalfOpen();
        }
        else if (OfFrames.TryGetValue(kind, out var ofFrames))
        {
            driver.Line.Add(ReadFault(ofFrames, with));
        }
        else
        {
            driver.SetFault(with.Has("connector") ? with.Connector : null, OfHardware[kind]);
        }
    }

    private static Fault ReadFault(FaultKind kind, VerbArguments with)
    {
        if (kind == FaultKind.Latency && with.Duration("delay") is null && with.Duration("jitter") is null)
        {
            throw new VerbException("latency needs a delay or a jitter.", "delay");
        }

        if (with.OptionalText("action") is { } action && Ocpp.OcppActions.Find(action) is null)
        {
            throw new VerbException($"There is no operation '{action}'{Documents.NearestWord.Suggestion(action, [.. Ocpp.OcppActions.All.Select(each => each.Name)])}", "action");
        }

        return new Fault(kind)
        {
            Direction = with.OptionalText("direction") switch { "sent" => LineDirection.Sent, "received" => LineDirection.Received, _ => null },
            Action = with.OptionalText("action"),
            Probability = with.Number("probability") ?? 1,
            Times = with.Number("times") is { } times ? (int)times : int.MaxValue,
            Delay = with.Duration("delay") ?? TimeSpan.Zero,
            Jitter = with.Duration("jitter") ?? TimeSpan.Zero,
        };
    }

    private static void Mend(ChargePointDriver driver, VerbArguments with)
    {
        var kind = with.OptionalText("kind") ?? "all";
        if (OfFrames.TryGetValue(kind, out var ofFrames) || kind == "all")
        {
            driver.Line.Clear(kind == "all" ? null : ofFrames);
        }

        if (kind is "halfOpen" or "all")
        {
            driver.Line.EndHalfOpen();
        }

        if (kind is "offline" or "all")
        {
            driver.Line.GoOnline();
        }

        if (OfHardware.ContainsKey(kind) || kind == "all")
        {
            driver.SetFault(with.Has("connector") ? with.Connector : null, ChargePointErrorCode.NoError);
            if (!with.Has("connector"))
            {
                driver.SetFault(0, ChargePointErrorCode.NoError);
            }
        }
    }
}
