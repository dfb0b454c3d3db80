using System.Globalization;
using System.Net;

namespace ChargePointEmulator.Check.Reports;

/// <summary>The run as one page without script or anything from elsewhere; the frames of each case unfold.</summary>
internal static class HtmlReport
{
    internal const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1c2733;background:#fff}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #dde3ea}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f6f8;padding:.6rem;font-size:12px}small{color:#5a6876}b{white-space:nowrap}
        .PASS{color:#0a6b3d}.PARTIAL{color:#8a5a00}.FAIL{color:#b3151f}.ERROR{color:#7a1fa2}.NA{color:#5a6876}
        @media(prefers-color-scheme:dark){body{color:#dfe6ee;background:#12181f}pre{background:#1b242e}th,td{border-color:#2d3945}small,.NA{color:#9aa8b6}.PASS{color:#5fd39a}.PARTIAL{color:#f0b95a}.FAIL{color:#ff8087}.ERROR{color:#d59bf0}}
        """;

    public static void Write(CheckSummary summary, TextWriter writer)
    {
        var counts = string.Join(" · ", Enum.GetValues<Verdict>().Select(verdict => $"<b class=\"{ClassOf(verdict)}\">{summary.Count(verdict)} {verdict.Text()}</b>"));
        writer.WriteLine($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>OCPP 1.6 check of {Text(summary.Url.ToString())}</title><style>{Style}</style></head><body>");
        writer.WriteLine("<h1>OCPP 1.6 central system check</h1>");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<p>{Text(summary.Url.ToString())} · {summary.StartedAt:yyyy-MM-dd HH:mm:ss}Z · {summary.Duration.TotalSeconds:0.0} s · driver {Text(summary.Driver)}{(summary.WasInterrupted ? " · interrupted" : "")}</p><p>{counts}</p>"));
        foreach (var group in summary.Results.GroupBy(result => result.Case.Group))
        {
            writer.WriteLine($"<h2>{Text(group.Key)}</h2><table><thead><tr><th>Case</th><th>Verdict</th><th>What was seen</th></tr></thead><tbody>");
            foreach (var result in group)
            {
                WriteRow(result, writer);
            }

            writer.WriteLine("</tbody></table>");
        }

        writer.WriteLine("</body></html>");
    }

    private static void WriteRow(CaseResult result, TextWriter writer)
    {
        writer.WriteLine($"<tr><td><b>{Text(result.Case.Id)}</b><br>{Text(result.Case.Title)}<br><small>{Text(result.Rule)} · {result.Case.Severity.Text()}</small></td><td><b class=\"{ClassOf(result.Verdict)}\">{result.Verdict.Text()}</b></td><td>{Text(result.Message)}");
        foreach (var warning in result.Warnings)
        {
            writer.WriteLine($"<br>Warning: {Text(warning)}");
        }

        if (result.ExpectedBecause is { } reason)
        {
            writer.WriteLine($"<br>A failure is expected: {Text(reason)}");
        }

        if (result.Frames.Count > 0)
        {
            var lines = result.Frames.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.AtMs,6} ms {line.ChargePoint} {line.Direction} {line.Text}"));
            writer.WriteLine($"<details{(result.IsBad ? " open" : "")}><summary>{result.Frames.Count} lines</summary><pre>{Text(string.Join('\n', lines))}</pre></details>");
        }

        writer.WriteLine("</td></tr>");
    }

    private static string ClassOf(Verdict verdict) => verdict == Verdict.NotApplicable ? "NA" : verdict.Text();

    private static string Text(string text) => WebUtility.HtmlEncode(Report.Printable(text));
}
