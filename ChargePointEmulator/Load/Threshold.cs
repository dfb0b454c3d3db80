using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Load;

/// <summary>What a measure has to be: <c>p95(StartTransaction)</c> with <c>&lt;500ms</c>.</summary>
/// <param name="Measure">Name of the measure, as in the file.</param>
/// <param name="Condition">What it has to be, as in the file.</param>
internal sealed partial record Threshold(string Measure, string Condition)
{
    private const string AnyAction = "all";

    private static readonly Dictionary<string, (Unit Unit, Func<LoadSummary, Share?> Of)> Plain = new(StringComparer.Ordinal)
    {
        ["connectSuccess"] = (Unit.Share, summary => Share.Of(summary.Traffic.Of(TrafficMeter.Handshake).Ok, summary.Traffic.Of(TrafficMeter.Handshake).Ended)),
        ["accepted"] = (Unit.ShareOrCount, summary => Share.Of(summary.Traffic.Of(TrafficMeter.Accepted).Ok, summary.Traffic.Of(TrafficMeter.Accepted).Sent)),
        ["callErrors"] = (Unit.ShareOrCount, summary => Share.OfCalls(summary, calls => calls.Errors)),
        ["timeouts"] = (Unit.ShareOrCount, summary => Share.OfCalls(summary, calls => calls.TimedOut + calls.Unsent)),
        ["lostCalls"] = (Unit.ShareOrCount, summary => Share.OfCalls(summary, calls => calls.Lost)),
        ["lateStarts"] = (Unit.ShareOrCount, summary => Share.Of(summary.Sessions.Late, summary.Sessions.Planned)),
        ["failedSessions"] = (Unit.ShareOrCount, summary => Share.Of(summary.Sessions.Failed, summary.Sessions.Planned)),
        ["disconnects"] = (Unit.Count, summary => summary.Traffic.Of(TrafficMeter.Handshake).Ok > 0 ? new Share(summary.Traffic.Disconnects, 1) : null),
    };

    private static readonly IReadOnlyList<string> Recoveries = [.. Enum.GetValues<EventKind>().Where(kind => new EventStage("", kind).HasRecovery).Select(RecoveryName)];

    private Func<LoadSummary, double?> _value = _ => null;
    private Func<double, bool> _holds = _ => false;
    private Func<double, string> _show = _ => "";

    private enum Unit
    {
        Duration,
        Share,
        ShareOrCount,
        Count,
        Rate,
    }

    /// <summary>Names that a file may use; those with an action in brackets are shown with one.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Plain.Keys, .. Recoveries, "p50(Heartbeat)", "p95(StartTransaction)", "p99(BootNotification)", "p99.9(all)", "p95(Accepted)", "max(SessionStart)", "rate(Heartbeat)"];

    /// <summary>Reads one. Errors: <see cref="DocumentException"/>.</summary>
    public static Threshold Read(DocumentScalar key, DocumentNode value)
    {
        var name = key.Text ?? "";
        var (unit, of) = MeasureOf(key, name);
        var text = value.AsText(name);
        if (Comparison().Match(text) is not { Success: true } match)
        {
            throw value.Place.Error($"{name} must be a comparison such as \"<2s\", \">99.9%\" or \"==0\", but is {value.Kind}.");
        }

        var isPercent = match.Groups["percent"].Success;
        var limit = LimitOf(match.Groups["limit"].Value, isPercent, unit) ?? throw value.Place.Error($"{name} is compared with {Allowed(unit)}, but '{text}' has none.");
        return new Threshold(name, text.Trim())
        {
            _value = summary => of(summary) is { } share ? isPercent || unit == Unit.Share ? share.Percent : share.Part : null,
            _holds = HoldsBy(match.Groups["operator"].Value, limit),
            _show = measured => unit == Unit.Duration ? Texts.Duration(TimeSpan.FromSeconds(Math.Min(measured, 1e9)), isEndless: double.IsInfinity(measured))
                : string.Create(CultureInfo.InvariantCulture, $"{measured:0.###}{(isPercent ? " %" : unit == Unit.Rate ? "/s" : "")}"),
        };
    }

    /// <summary>Whether it holds. What was not measured does not: a threshold nobody can miss says nothing.</summary>
    public ThresholdResult Judge(LoadSummary summary) => _value(summary) is { } measured && !double.IsNaN(measured)
        ? new ThresholdResult(Measure, Condition, _show(measured), _holds(measured))
        : new ThresholdResult(Measure, Condition, "not measured", false);

    private static (Unit Unit, Func<LoadSummary, Share?> Of) MeasureOf(DocumentScalar key, string name)
    {
        if (Plain.TryGetValue(name, out var plain))
        {
            return plain;
        }

        if (Recoveries.Contains(name))
        {
            return (Unit.Duration, summary => summary.Recoveries.Where(recovery => RecoveryName(recovery.Kind) == name).Select(recovery => recovery.Took?.TotalSeconds ?? double.PositiveInfinity).ToArray() is { Length: > 0 } all
                ? new Share(all.Max(), 1) : null);
        }

        if (OfAction().Match(name) is not { Success: true } match)
        {
            throw key.Place.Error($"There is no measure '{name}'{NearestWord.Suggestion(name, Known)}");
        }

        var action = match.Groups["action"].Value;
        string[] actions = [.. TrafficMeter.CountedNames, AnyAction];
        if (!actions.Contains(action))
        {
            throw key.Place.Error($"{name}: there is no action '{action}'{NearestWord.Suggestion(action, actions)}");
        }

        Func<LoadSummary, IEnumerable<ActionFigures>> figures = summary => action == AnyAction ? summary.Traffic.Calls : [summary.Traffic.Of(action)];
        if (match.Groups["measure"].Value == "rate")
        {
            return (Unit.Rate, summary => figures(summary).Any(each => !each.IsEmpty) ? new Share(figures(summary).Sum(each => each.Ok) / Math.Max(1e-9, summary.Duration.TotalSeconds), 1) : null);
        }

        var percent = match.Groups["percent"].Success ? double.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture) : 100;
        return percent is > 0 and <= 100
            ? (Unit.Duration, summary => figures(summary).Select(each => each.Latency).Where(latency => latency.Count > 0).ToArray() is { Length: > 0 } all
                ? new Share(Latencies.Together(all).Percentile(percent).TotalSeconds, 1) : null)
            : throw key.Place.Error($"{name}: a percentile is above 0 and at most 100.");
    }

    private static double? LimitOf(string text, bool isPercent, Unit unit) => unit switch
    {
        _ when isPercent => unit is Unit.Share or Unit.ShareOrCount ? Number(text) : null,
        Unit.Duration => DurationText.TryParse(text, out var duration) ? duration.TotalSeconds : null,
        Unit.Share => null,
        Unit.Rate => Number(text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text),
        _ => Number(text),
    };

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Allowed(Unit unit) => unit switch
    {
        Unit.Duration => DurationText.Allowed,
        Unit.Share => "a percentage",
        Unit.ShareOrCount => "a percentage or a number",
        _ => "a number",
    };

    private static Func<double, bool> HoldsBy(string comparison, double limit) => comparison switch
    {
        "<" => value => value < limit,
        "<=" => value => value <= limit,
        ">" => value => value > limit,
        ">=" => value => value >= limit,
        "!=" => value => value != limit,
        _ => value => value == limit,
    };

    private static string RecoveryName(EventKind kind) => $"recoveryAfter{kind}";

    [GeneratedRegex(@"^\s*(?<operator><=|>=|==|!=|<|>)\s*(?<limit>[0-9.:a-z/]+)\s*(?<percent>%)?\s*$")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^(p(?<percent>[0-9]+(\.[0-9]+)?)|(?<measure>max|rate))\((?<action>\w+)\)$")]
    private static partial Regex OfAction();

    /// <summary>A part of a whole.</summary>
    private readonly record struct Share(double Part, double Whole)
    {
        public double Percent => 100 * Part / Whole;

        public static Share? Of(long part, long whole) => whole > 0 ? new Share(part, whole) : null;

        public static Share? OfCalls(LoadSummary summary, Func<ActionFigures, long> part) => Of(summary.Traffic.Calls.Sum(part), summary.Traffic.Calls.Sum(calls => calls.Ended));
    }
}

/// <summary>What became of a threshold.</summary>
internal sealed record ThresholdResult(string Measure, string Condition, string Measured, bool IsHeld);
