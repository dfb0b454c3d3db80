using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Reports;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Reports;

namespace ChargePointEmulator.Scenarios;

/// <summary>Reports of a run that were asked for: <c>junit=FILE</c>, <c>json=FILE</c>, <c>md=FILE</c>, <c>html=FILE</c>.</summary>
internal static class ScenarioReport
{
    private static readonly Dictionary<string, Action<IReadOnlyList<ScenarioResult>, TextWriter>> Writers = new(StringComparer.Ordinal)
    {
        ["html"] = WriteHtml,
        ["json"] = WriteJson,
        ["junit"] = WriteJunit,
        ["md"] = WriteMarkdown,
    };

    /// <summary>Reads <c>kind=file</c>. Errors: <see cref="BadInputException"/>.</summary>
    public static ReportFile<IReadOnlyList<ScenarioResult>> Parse(string text) => ReportFile<IReadOnlyList<ScenarioResult>>.Parse(text, Writers);

    /// <summary>A frame as reports show it; the value of an AuthorizationKey is masked.</summary>
    internal static string Text(LineFrame frame) =>
        $"{frame.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {(frame.Direction == LineDirection.Sent ? "->" : "<-")} {Masked(frame)}{(frame.Note is null ? "" : $"   ({frame.Note}{(frame.Arrived ? "" : ", did not arrive")})")}";

    internal static string Masked(LineFrame frame) => Connection.PayloadLog.Masked(frame.Action, System.Text.Encoding.UTF8.GetBytes(frame.Text));

    private static void WriteJson(IReadOnlyList<ScenarioResult> results, TextWriter writer) => writer.WriteLine(new JsonObject
    {
        ["verdict"] = (results.FirstOrDefault(result => result.Verdict != ScenarioVerdict.Passed)?.Verdict ?? ScenarioVerdict.Passed).ToString(),
        ["scenarios"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
        {
            ["name"] = result.Scenario.Name,
            ["file"] = result.Scenario.File,
            ["chargePoint"] = result.Identity,
            ["verdict"] = result.Verdict.ToString(),
            ["message"] = result.Message,
            ["startedAt"] = result.StartedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
            ["steps"] = new JsonArray([.. result.Steps.Select(step => (JsonNode)new JsonObject
            {
                ["place"] = step.Step.Place.ToString(),
                ["step"] = step.Step.Text,
                ["passed"] = step.Problem is null,
                ["problem"] = step.Problem,
                ["seconds"] = Math.Round(step.Duration.TotalSeconds, 3),
            })]),
            ["frames"] = new JsonArray([.. result.Frames.Select(frame => (JsonNode)new JsonObject
            {
                ["at"] = frame.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                ["direction"] = frame.Direction == LineDirection.Sent ? "sent" : "received",
                ["action"] = frame.Action,
                ["text"] = Masked(frame),
                ["note"] = frame.Note,
                ["arrived"] = frame.Arrived,
            })]),
        })]),
    }.ToJsonString(new(LineJson.Plain) { WriteIndented = true }));

    private static void WriteJunit(IReadOnlyList<ScenarioResult> results, TextWriter writer)
    {
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "scenarios");
        xml.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", results.Count(result => result.Verdict == ScenarioVerdict.Failed).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", results.Count(result => result.Verdict is not (ScenarioVerdict.Passed or ScenarioVerdict.Failed)).ToString(CultureInfo.InvariantCulture));
        foreach (var result in results)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", result.Scenario.File);
            xml.WriteAttributeString("name", result.Scenario.Name);
            xml.WriteAttributeString("time", result.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            if (result.Verdict != ScenarioVerdict.Passed)
            {
                xml.WriteStartElement(result.Verdict == ScenarioVerdict.Failed ? "failure" : "error");
                xml.WriteAttributeString("message", Report.Printable(result.Message));
                xml.WriteEndElement();
            }

            xml.WriteElementString("system-out", Report.Printable(string.Join('\n', result.Frames.Select(Text))));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteMarkdown(IReadOnlyList<ScenarioResult> results, TextWriter writer)
    {
        writer.WriteLine("| Scenario | Charge point | Verdict | Seconds | Why |\n|---|---|---|---|---|");
        foreach (var result in results)
        {
            writer.WriteLine(FormattableString.Invariant($"| {Cell(result.Scenario.Name)} | {Cell(result.Identity)} | {result.Verdict} | {result.Duration.TotalSeconds:0.0} | {Cell(result.Message)} |"));
        }

        foreach (var result in results.Where(result => result.Verdict != ScenarioVerdict.Passed))
        {
            writer.WriteLine($"\n## {result.Scenario.Name}\n");
            foreach (var frame in result.Frames)
            {
                // Indented, not fenced: a frame may hold a fence.
                writer.WriteLine("    " + Text(frame).ReplaceLineEndings(" "));
            }
        }
    }

    private static void WriteHtml(IReadOnlyList<ScenarioResult> results, TextWriter writer)
    {
        writer.WriteLine("<!doctype html><meta charset=\"utf-8\"><title>Scenarios</title><style>body{font:15px sans-serif;margin:2em;max-width:80em}pre{overflow-x:auto;background:#f4f4f4;padding:1em}.Passed{color:#060}.Failed,.Error,.NeverConnected{color:#a00}</style><h1>Scenarios</h1>");
        foreach (var result in results)
        {
            writer.WriteLine(FormattableString.Invariant($"<details{(result.Verdict == ScenarioVerdict.Passed ? "" : " open")}><summary><b class=\"{result.Verdict}\">{result.Verdict}</b> {Html(result.Scenario.Name)} ({Html(result.Identity)}, {result.Duration.TotalSeconds:0.0} s)</summary>"));
            writer.WriteLine($"<p>{Html(result.Message)}</p><ol>");
            foreach (var step in result.Steps)
            {
                writer.WriteLine($"<li class=\"{(step.Problem is null ? "Passed" : "Failed")}\">{Html(step.Step.Text)} {Html(step.Problem ?? "")}</li>");
            }

            writer.WriteLine($"</ol><pre>{Html(string.Join('\n', result.Frames.Select(Text)))}</pre></details>");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
