using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>A table of a run; the same on a terminal and in every report.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Head">Names of its columns.</param>
/// <param name="Rows">A cell for each column.</param>
internal sealed record LoadTable(string Title, IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private static readonly string[] Words = ["action", "stage", "result", "charge point", "message id", "outcome", "error", "first", "", "measure", "condition", "measured", "fault", "by hand"];

    /// <summary>Columns that a narrow terminal does without, the first to go first.</summary>
    private static readonly string[] Dispensable = ["open", "max", "p50", "connects", "calls/s", "late", "p95", "unsent", "cut", "lost"];

    /// <summary>Whether a column holds words, which stand to the left; figures stand to the right.</summary>
    public bool IsText(int column) => Words.Contains(Head[column]);

    /// <summary>The table without some of its columns.</summary>
    public LoadTable Without(Func<int, bool> isLeftOut)
    {
        int[] kept = [.. Enumerable.Range(0, Head.Count).Where(column => !isLeftOut(column))];
        return new LoadTable(Title, Pick(Head), [.. Rows.Select(Pick)]);

        IReadOnlyList<string> Pick(IReadOnlyList<string> cells) => [.. kept.Select(column => cells[column])];
    }

    /// <summary>The table with as many of its columns as so many letters have room for.</summary>
    public LoadTable Fitting(int width)
    {
        var table = this;
        foreach (var name in Dispensable)
        {
            if (table.Lines().Max(line => line.Length) <= width)
            {
                break;
            }

            table = table.Without(column => table.Head[column] == name);
        }

        return table;
    }

    /// <summary>Head and rows as lines, in columns.</summary>
    public IEnumerable<string> Lines()
    {
        IReadOnlyList<string>[] all = [Head, .. Rows];
        var widths = Head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row => string.Join("  ", row.Select((cell, column) => IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }
}

/// <summary>What a run has to tell, in lines and tables.</summary>
internal static class LoadTables
{
    /// <summary>Title of what every reader looks for.</summary>
    public const string Thresholds = "Thresholds";

    private static readonly string[] ActionHead = ["action", "sent", "ok", "err", "t/o", "lost", "cut", "open", "unsent", "p50", "p95", "p99", "max", "/s"];

    /// <summary>Columns of what seldom happens, which stand there only when it did.</summary>
    private static readonly string[] Seldom = ["cut", "open", "unsent"];

    /// <summary>All tables of the end, in the order of what is asked first; those that have no rows are left out.</summary>
    public static IEnumerable<LoadTable> All(LoadSummary summary) => new[]
    {
        new LoadTable(Thresholds, ["", "measure", "condition", "measured"], [.. summary.Thresholds.Select(threshold => new[] { Mark(threshold), threshold.Measure, threshold.Condition, threshold.Measured })]),
        Actions(summary),
        Stages(summary),
        new LoadTable("By hand", ["at", "by hand", "result"], [.. summary.ByHand.Select(each => new[] { Texts.Clock(each.At), each.What, each.Result })]),
        Slowest(summary),
        Errors(summary),
        new LoadTable("Faults of the emulator", ["fault"], [.. summary.Faults.Select(fault => new[] { fault })]),
    }.Where(table => table.Rows.Count > 0);

    /// <summary>One row for each action that occurred.</summary>
    public static LoadTable Actions(LoadSummary summary)
    {
        var table = new LoadTable("Actions", ActionHead, [.. summary.Traffic.Actions.Where(action => !action.IsEmpty).Select(action => (string[])[
            action.Name,
            Texts.Number(action.Sent),
            Texts.Number(action.Ok),
            Texts.Number(action.Errors),
            Texts.Number(action.TimedOut),
            Texts.Number(action.Lost),
            Texts.Number(action.CutOff),
            Texts.Number(action.Open),
            Texts.Number(action.Unsent),
            .. new[] { 50.0, 95, 99, 100 }.Select(percent => action.Latency.Count > 0 ? Texts.Duration(action.Latency.Percentile(percent)) : ""),
            Texts.Rate(action.Ok / Math.Max(0.001, summary.Duration.TotalSeconds)),
        ])]);
        return table.Without(column => Seldom.Contains(table.Head[column]) && table.Rows.All(row => row[column] == "0"));
    }

    /// <summary>Charge points that fared badly so far; those tables that have no rows are left out.</summary>
    public static IEnumerable<LoadTable> Details(LoadSummary summary) => new[] { Errors(summary), Slowest(summary) }.Where(table => table.Rows.Count > 0);

    public static string Mark(ThresholdResult threshold) => threshold.IsHeld ? "✓" : "✗";

    /// <summary>Where the run goes and with what, and how it stands.</summary>
    public static IReadOnlyList<string> Head(LoadSummary summary) =>
    [
        $"{summary.Profile.Name}  {summary.Profile.Target.Url}  {Texts.Clock(summary.Duration)}  seed {summary.Profile.Seed}",
        $"charge points: {Texts.Number(summary.Fleet.SwitchedOn)} of {Texts.Number(summary.Profile.Fleet.Count)} on, {Texts.Number(summary.Fleet.Connected)} connected, {Texts.Number(summary.Fleet.Accepted)} accepted; {Texts.Number(summary.Traffic.Disconnects)} lost connections",
        $"connectors: {Texts.Number(summary.Fleet.Charging)} charging, {Texts.Number(summary.Fleet.Suspended)} suspended, {Texts.Number(summary.Fleet.Faulted)} faulted",
        SessionLine(summary.Sessions),
        FormattableString.Invariant($"emulator: {Texts.Bytes(summary.Fleet.ResidentBytes)}, {Texts.Bytes(summary.Fleet.BytesPerChargePoint)} per charge point, {summary.Fleet.Cores:0.00} cores"),
    ];

    /// <summary>What became of those that were due adds up to them; what never happens is not told.</summary>
    private static string SessionLine(SessionFigures sessions)
    {
        var others = new (string What, long Count)[]
        {
            ("failed", sessions.Failed), ("turned away", sessions.TurnedAway), ("waiting", sessions.Waiting), ("beginning", sessions.Beginning), ("cut off", sessions.CutOff),
        }.Where(each => each.Count > 0).Select(each => $", {Texts.Number(each.Count)} {each.What}");
        return $"sessions: {Texts.Number(sessions.Planned)} due, of them {Texts.Number(sessions.Started)} started{string.Concat(others)}; {Texts.Number(sessions.Late)} late, {Texts.Number(sessions.Running)} running";
    }

    /// <summary>One row for each stage, and one for what came after the last.</summary>
    private static LoadTable Stages(LoadSummary summary) => new(
        "Stages",
        ["stage", "took", "connects", "calls", "err", "t/o", "lost", "p99", "calls/s", "sessions", "late", "result"],
        [.. summary.Stages.Concat(summary.Drain is { } drain ? [drain] : Array.Empty<StageResult>()).Select(stage =>
        {
            Latencies[] latencies = [.. stage.Traffic.Calls.Select(action => action.Latency).Where(latency => latency.Count > 0)];
            return (string[])[
                stage.Name,
                Texts.Duration(stage.Duration),
                Texts.Number(stage.Traffic.Of(TrafficMeter.Handshake).Ok),
                Texts.Number(stage.Traffic.Calls.Sum(action => action.Ok)),
                Texts.Number(stage.Traffic.Calls.Sum(action => action.Errors)),
                Texts.Number(stage.Traffic.Calls.Sum(action => action.TimedOut + action.Unsent)),
                Texts.Number(stage.Traffic.Calls.Sum(action => action.Lost)),
                latencies.Length == 0 ? "" : Texts.Duration(Latencies.Together(latencies).Percentile(99)),
                Texts.Rate(stage.Traffic.Calls.Sum(action => action.Ok) / Math.Max(0.001, stage.Duration.TotalSeconds)),
                Texts.Number(stage.Sessions.Planned),
                Texts.Number(stage.Sessions.Late),
                stage.Note,
            ];
        })]);

    private static LoadTable Errors(LoadSummary summary) =>
        new("Errors", ["count", "action", "error", "first"], [.. summary.Errors.Select(group => new[] { Texts.Number(group.Count), group.Action, group.Text, group.Example })]);

    /// <summary>How they ended stands there only where one of them did not end well.</summary>
    private static LoadTable Slowest(LoadSummary summary)
    {
        var table = new LoadTable(
            "Slowest calls",
            ["took", "charge point", "action", "message id", "outcome"],
            [.. summary.Slowest.Select(call => new[] { Texts.Duration(call.Took), call.ChargePoint, call.Action, call.MessageId, call.Outcome })]);
        return table.Without(column => table.Head[column] == "outcome" && table.Rows.All(row => row[column] == TrafficMeter.Answered));
    }
}
