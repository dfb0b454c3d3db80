using System.Text.Json.Nodes;
using ChargePointEmulator.Driving;
using static ChargePointEmulator.Scenarios.StepKeyKind;

namespace ChargePointEmulator.Scenarios;

/// <summary>A kind of step: its word, its keys, and how it is read.</summary>
/// <param name="Name">The word; it is a key itself.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Keys">All keys, the word first.</param>
/// <param name="Read">Makes the step.</param>
internal sealed record StepType(string Name, string Summary, IReadOnlyList<StepKey> Keys, Func<StepSource, Step> Read);

/// <summary>Every step but the verbs, which <see cref="Verbs"/> has.</summary>
internal static class StepCatalogue
{
    private static readonly TimeSpan FrameWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StateWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ChargeWait = TimeSpan.FromMinutes(5);

    private static readonly StepKey Within = new("within", Duration, "longest wait; 30s when left out");
    private static readonly StepKey Match = new("match", Any, "what the payload must fit");
    private static readonly StepKey Save = new("save", Map, "variables, each with the path of its value in the payload");
    private static readonly StepKey IsError = new("error", Flag, "the answer is a CALLERROR; its code, description and details are matched");

    public static IReadOnlyList<StepType> All { get; } =
    [
        new("boot", "The charge point was accepted after a BootNotification.", [new("boot", Nothing, ""), Within], source =>
            new BootStep(source.Place, source.Line("boot"), source.Duration("within", FrameWait))),
        Frame("expectSent", "The charge point sends a CALL.", ExpectedFrame.Sent),
        Frame("expectReply", "The Central System answers a CALL of the charge point.", ExpectedFrame.Reply),
        Frame("expectCall", "The Central System sends a CALL.", ExpectedFrame.Call),
        Frame("expectAnswer", "The charge point answers a CALL of the Central System.", ExpectedFrame.Answer),
        None("expectNone", "The charge point does not send a CALL.", ExpectedFrame.Sent),
        None("expectNoCall", "The Central System does not send a CALL.", ExpectedFrame.Call),
        new(
            "expectState", "The charge point, or one of its connectors, is in a state.",
            [new("expectState", Map, "what is seen of it, as show tells it"), new("connector", Count, "which connector; the whole charge point when left out"), Within with { Summary = "longest wait; 10s when left out" }],
            source => new StateStep(source.Place, source.Line("expectState"), source.Match("expectState", MatchShape.State) as JsonObject ?? source.Object("expectState") ?? [], source.Count("connector"), source.Duration("within", StateWait))),
        new("after", "Time passes.", [new("after", Duration, "how much")], source => new AfterStep(source.Place, source.Line("after"), source.Duration("after", default))),
        new(
            "charge", "A vehicle charges so much.",
            [new("charge", Count, "connector"), new("soc", Number, "until this state of charge, in %"), new("energyWh", Number, "until so much energy has flowed"), Within with { Summary = "longest wait; 5m when left out" }],
            source => source.Has("soc") || source.Has("energyWh")
                ? new ChargeStep(source.Place, source.Line("charge"), source.Count("charge") ?? 1, source.Number("soc"), source.Number("energyWh"), source.Duration("within", ChargeWait))
                : throw source.Place.Error("charge needs soc or energyWh.")),
        new(
            "operate", "The Central System is made to send a CALL, by the driver of the run (--driver).",
            [new("operate", Operation, "operation"), new("payload", Map, "its payload; {} when left out")],
            source => new OperateStep(source.Place, source.Line("operate"), source.Action("operate"), source.Object("payload") ?? [])),
        new(
            "onCall", "From now on CALLs of an operation are met differently.",
            [
                new("onCall", Operation, "operation"),
                Match,
                new("respond", Map, "the charge point does not see it; this is the answer"),
                new("callError", Text, "the charge point does not see it; the answer is this CALLERROR"),
                new("ignore", Flag, "the charge point does not see it; nobody answers"),
                new("delay", Duration, "wait before the answer, or before the charge point sees it"),
                new("times", Count, "how many; all when left out"),
            ],
            OnCall),
        new("set", "Variables get values.", [new("set", Map, "variables with values")], source => new SetStep(source.Place, source.Line("set"), source.Object("set") ?? [])),
        new("log", "Says something to whoever reads along.", [new("log", Text, "what")], source => new LogStep(source.Place, source.Text("log"))),
        new("parallel", "Lists of steps run side by side.", [new("parallel", Branches, "the lists")], source => new ParallelStep(source.Place, "parallel", source.Branches("parallel"))),
        new(
            "repeat", "Steps run several times; ${index} counts from 1.", [new("repeat", Count, "how often"), new("steps", Steps, "the steps")],
            source => new RepeatStep(source.Place, source.Line("repeat"), source.Count("repeat") ?? 1, source.Steps("steps"))),
        new(
            "if", "Steps run when variables fit.", [new("if", Map, "variables with what they must fit"), new("then", Steps, "steps when they do"), new("else", Steps, "steps when they do not")],
            source => new IfStep(source.Place, source.Line("if"), source.Object("if") ?? [], source.Steps("then"), source.Steps("else"))),
        new("include", "The steps of another file run here.", [new("include", Text, "the file, beside this one")], source => new RepeatStep(source.Place, source.Line("include"), 1, source.Included("include"))),
    ];

    /// <summary>All first words of a step.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.Select(type => type.Name), .. Verbs.Names];

    private static StepType Frame(string name, string summary, ExpectedFrame frame) => new(
        name, summary,
        [new(name, Operation, "operation"), Match, Within, Save, .. frame is ExpectedFrame.Reply or ExpectedFrame.Answer ? [IsError] : Array.Empty<StepKey>()],
        source => new FrameStep(source.Place, name, source.Line(name), new(
            frame, source.Action(name), source.Match("match", ShapeOf(frame, source, name)), source.Duration("within", FrameWait), None: false, source.Object("save"), source.Flag("error"))));

    private static MatchShape ShapeOf(ExpectedFrame frame, StepSource source, string name) =>
        frame is ExpectedFrame.Sent or ExpectedFrame.Call ? MatchShape.RequestOf(source.Action(name))
        : source.Flag("error") ? MatchShape.Error
        : MatchShape.ResponseOf(source.Action(name));

    private static StepType None(string name, string summary, ExpectedFrame frame) => new(
        name, summary, [new(name, Operation, "operation"), Match, new("for", Duration, "for how long")],
        source => new FrameStep(source.Place, name, source.Line(name), new(
            frame, source.Action(name), source.Match("match", ShapeOf(frame, source, name)), source.Has("for") ? source.Duration("for", default) : throw source.Place.Error($"{name} needs for: how long nothing may come."), None: true, Save: null, IsError: false)));

    private static OnCallStep OnCall(StepSource source)
    {
        var plan = new OnCallStep.Plan(
            source.Match("match", MatchShape.RequestOf(source.Action("onCall"))), source.Object("respond"), source.OptionalText("callError"), source.Flag("ignore"), source.Duration("delay", TimeSpan.Zero), source.Count("times") ?? int.MaxValue);
        var ways = (plan.Respond is null ? 0 : 1) + (plan.CallError is null ? 0 : 1) + (plan.Ignore ? 1 : 0);
        return ways > 1 ? throw source.Place.Error("onCall takes one of respond, callError and ignore.")
            : ways == 0 && plan.Delay == TimeSpan.Zero ? throw source.Place.Error("onCall needs respond, callError, ignore or delay.")
            : new OnCallStep(source.Place, source.Line("onCall"), source.Action("onCall"), plan);
    }
}
