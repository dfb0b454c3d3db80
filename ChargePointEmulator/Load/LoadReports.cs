using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Reports;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Measuring;
using ChargePointEmulator.Reports;

namespace ChargePointEmulator.Load;

/// <summary>Reports of a load that were asked for: <c>html=FILE</c>, <c>json=FILE</c>, <c>junit=FILE</c>, <c>md=FILE</c>.</summary>
internal static class LoadReports
{
    private static readonly Dictionary<string, Action<LoadSummary, TextWriter>> Writers = new(StringComparer.Ordinal)
    {
        ["html"] = WriteHtml,
        ["json"] = WriteJson,
        ["junit"] = WriteJunit,
        ["md"] = WriteMarkdown,
    };

    private static readonly JsonSerializerOptions Indented = new(LineJson.Plain) { WriteIndented = true };

    /// <summary>Reads <c>kind=file</c>. Errors: <see cref="BadInputException"/>.</summary>
    public static ReportFile<LoadSummary> Parse(string text) => ReportFile<LoadSummary>.Parse(text, Writers);

    /// <summary>Figures of each action that occurred, by name.</summary>
    public static JsonObject Actions(TrafficFigures traffic, TimeSpan duration) => new(traffic.Actions.Where(action => !action.IsEmpty).Select(action => KeyValuePair.Create(action.Name, (JsonNode?)new JsonObject
    {
        ["sent"] = action.Sent,
        ["ok"] = action.Ok,
        ["errors"] = action.Errors,
        ["timedOut"] = action.TimedOut,
        ["lost"] = action.Lost,
        ["cutOff"] = action.CutOff,
        ["open"] = action.Open,
        ["unsent"] = action.Unsent,
        ["late"] = action.Late,
        ["p50Ms"] = Percentile(action, 50),
        ["p95Ms"] = Percentile(action, 95),
        ["p99Ms"] = Percentile(action, 99),
        ["maxMs"] = Percentile(action, 100),
        ["perSecond"] = Math.Round(action.Ok / Math.Max(0.001, duration.TotalSeconds), 2),
    })));

    public static JsonObject Sessions(SessionFigures sessions) => new()
    {
        ["planned"] = sessions.Planned,
        ["started"] = sessions.Started,
        ["late"] = sessions.Late,
        ["turnedAway"] = sessions.TurnedAway,
        ["failed"] = sessions.Failed,
        ["waiting"] = sessions.Waiting,
        ["beginning"] = sessions.Beginning,
        ["cutOff"] = sessions.CutOff,
        ["running"] = sessions.Running,
    };

    private static void WriteJson(LoadSummary summary, TextWriter writer) => writer.WriteLine(new JsonObject
    {
        ["load"] = summary.Profile.Name,
        ["file"] = summary.Profile.File,
        ["url"] = summary.Profile.Target.Url.ToString(),
        ["seed"] = summary.Profile.Seed,
        ["startedAt"] = summary.StartedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["seconds"] = Math.Round(summary.Duration.TotalSeconds, 3),
        ["verdict"] = summary.Verdict,
        ["exitCode"] = summary.ExitCode,
        ["interrupted"] = summary.WasInterrupted,
        ["fleet"] = new JsonObject
        {
            ["count"] = summary.Profile.Fleet.Count,
            ["switchedOn"] = summary.Fleet.SwitchedOn,
            ["connected"] = summary.Fleet.Connected,
            ["accepted"] = summary.Fleet.Accepted,
            ["residentBytes"] = summary.Fleet.ResidentBytes,
            ["cores"] = Math.Round(summary.Fleet.Cores, 3),
        },
        ["disconnects"] = summary.Traffic.Disconnects,
        ["callsReceived"] = summary.Traffic.Received,
        ["sessions"] = Sessions(summary.Sessions),
        ["actions"] = Actions(summary.Traffic, summary.Duration),
        ["stages"] = new JsonArray([.. summary.Stages.Select(Stage)]),
        ["drain"] = summary.Drain is { } drain ? Stage(drain) : null,
        ["byHand"] = new JsonArray([.. summary.ByHand.Select(each => (JsonNode)new JsonObject { ["atSeconds"] = Math.Round(each.At.TotalSeconds, 3), ["what"] = each.What, ["result"] = each.Result })]),
        ["recoveries"] = new JsonArray([.. summary.Recoveries.Select(recovery => (JsonNode)new JsonObject
        {
            ["stage"] = recovery.Stage,
            ["chargePoints"] = recovery.ChargePoints,
            ["seconds"] = recovery.Took is { } took ? Math.Round(took.TotalSeconds, 3) : null,
            ["missing"] = recovery.Missing,
        })]),
        ["thresholds"] = new JsonArray([.. summary.Thresholds.Select(threshold => (JsonNode)new JsonObject
        {
            ["measure"] = threshold.Measure,
            ["condition"] = threshold.Condition,
            ["measured"] = threshold.Measured,
            ["held"] = threshold.IsHeld,
        })]),
        ["slowest"] = new JsonArray([.. summary.Slowest.Select(call => (JsonNode)new JsonObject
        {
            ["chargePoint"] = call.ChargePoint,
            ["action"] = call.Action,
            ["messageId"] = call.MessageId,
            ["tookMs"] = Milliseconds(call.Took),
            ["outcome"] = call.Outcome,
            ["endedAt"] = call.EndedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        })]),
        ["errors"] = new JsonArray([.. summary.Errors.Select(group => (JsonNode)new JsonObject { ["action"] = group.Action, ["text"] = group.Text, ["count"] = group.Count, ["first"] = group.Example })]),
        ["faults"] = new JsonArray([.. summary.Faults.Select(fault => (JsonNode)fault)]),
    }.ToJsonString(Indented));

    private static JsonNode Stage(StageResult stage) => new JsonObject
    {
        ["stage"] = stage.Name,
        ["beganAtSeconds"] = Math.Round(stage.BeganAt.TotalSeconds, 3),
        ["seconds"] = Math.Round(stage.Duration.TotalSeconds, 3),
        ["result"] = stage.Note,
        ["sessions"] = Sessions(stage.Sessions),
        ["actions"] = Actions(stage.Traffic, stage.Duration),
    };

    /// <summary>Each threshold is a test; what keeps the run from a verdict is an error.</summary>
    private static void WriteJunit(LoadSummary summary, TextWriter writer)
    {
        var broken = summary.ExitCode is not (Settings.ExitCode.Ok or Settings.ExitCode.ThresholdMissed);
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Report.Printable(summary.Profile.Name));
        xml.WriteAttributeString("tests", Number(summary.Thresholds.Count + 1));
        xml.WriteAttributeString("failures", Number(summary.Thresholds.Count(threshold => !threshold.IsHeld)));
        xml.WriteAttributeString("errors", broken ? "1" : "0");
        xml.WriteAttributeString("time", summary.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("timestamp", summary.StartedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        WriteTest(xml, summary, "run", broken ? "error" : null, summary.Verdict);
        foreach (var threshold in summary.Thresholds)
        {
            WriteTest(xml, summary, $"{threshold.Measure} {threshold.Condition}", threshold.IsHeld ? null : "failure", $"measured: {threshold.Measured}");
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteTest(XmlWriter xml, LoadSummary summary, string name, string? problem, string message)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Report.Printable(summary.Profile.Name));
        xml.WriteAttributeString("name", name);
        if (problem is not null)
        {
            xml.WriteStartElement(problem);
            xml.WriteAttributeString("message", message);
            xml.WriteString(string.Join('\n', summary.Faults.Select(Report.Printable)));
            xml.WriteEndElement();
        }

        xml.WriteElementString("system-out", message);
        xml.WriteEndElement();
    }

    private static void WriteMarkdown(LoadSummary summary, TextWriter writer)
    {
        writer.WriteLine($"# {Cell(summary.Profile.Name)}: {summary.Verdict}\n");
        writer.WriteLine(string.Join("  \n", LoadTables.Head(summary).Select(Cell)));
        foreach (var table in LoadTables.All(summary))
        {
            writer.WriteLine($"\n## {table.Title}\n\n| {string.Join(" | ", table.Head)} |\n|{string.Concat(table.Head.Select((_, column) => table.IsText(column) ? "---|" : "--:|"))}");
            foreach (var row in table.Rows)
            {
                writer.WriteLine($"| {string.Join(" | ", row.Select(Cell))} |");
            }
        }
    }

    private static void WriteHtml(LoadSummary summary, TextWriter writer)
    {
        writer.WriteLine($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Load {Html(summary.Profile.Name)}</title><style>{HtmlReport.Style} .n{{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}}</style></head><body>");
        writer.WriteLine($"<h1>{Html(summary.Profile.Name)}: <span class=\"{(summary.ExitCode == Settings.ExitCode.Ok ? "PASS" : "FAIL")}\">{summary.Verdict}</span></h1>");
        writer.WriteLine($"<p>{string.Join("<br>", LoadTables.Head(summary).Select(Html))}</p>");
        foreach (var table in LoadTables.All(summary))
        {
            writer.WriteLine($"<h2>{table.Title}</h2><table><thead><tr>{Cells("th", table.Head)}</tr></thead><tbody>");
            foreach (var row in table.Rows)
            {
                writer.WriteLine($"<tr>{Cells("td", row)}</tr>");
            }

            writer.WriteLine("</tbody></table>");

            string Cells(string tag, IEnumerable<string> cells) => string.Concat(cells.Select((cell, column) => $"<{tag}{(table.IsText(column) ? "" : " class=\"n\"")}>{Html(cell)}</{tag}>"));
        }

        writer.WriteLine("</body></html>");
    }

    /// <summary>Null where nothing was measured: a zero would look fast.</summary>
    private static JsonNode? Percentile(ActionFigures action, double percent) => action.Latency.Count > 0 ? Milliseconds(action.Latency.Percentile(percent)) : null;

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Html(string text) => WebUtility.HtmlEncode(Report.Printable(text));
}
