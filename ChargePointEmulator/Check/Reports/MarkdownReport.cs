using System.Globalization;

namespace ChargePointEmulator.Check.Reports;

/// <summary>The run as a page for a merge request or a ticket: a table, then what is wrong with its frames.</summary>
internal static class MarkdownReport
{
    public static void Write(CheckSummary summary, TextWriter writer)
    {
        writer.WriteLine("# OCPP 1.6 central system check");
        writer.WriteLine();
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"`{summary.Url}`, {summary.StartedAt:yyyy-MM-dd HH:mm:ss}Z, {summary.Duration.TotalSeconds:0.0} s, driver `{summary.Driver}`: {string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{summary.Count(verdict)} {verdict.Text()}"))}{(summary.WasInterrupted ? "; interrupted" : "")}."));
        writer.WriteLine();
        writer.WriteLine("| Case | Title | Verdict | Severity | Rule | |");
        writer.WriteLine("|---|---|---|---|---|---|");
        foreach (var result in summary.Results)
        {
            var message = string.Join("; ", new[] { result.Message, result.ExpectedBecause is { } reason ? $"failure expected: {reason}" : "" }.Concat(result.Warnings.Select(warning => $"warning: {warning}")).Where(text => text.Length > 0));
            writer.WriteLine($"| {result.Case.Id} | {Cell(result.Case.Title)} | {result.Verdict.Text()} | {result.Case.Severity.Text()} | {Cell(result.Rule)} | {Cell(message)} |");
        }

        foreach (var result in summary.Results.Where(result => result.Verdict is Verdict.Fail or Verdict.Error))
        {
            writer.WriteLine();
            writer.WriteLine($"## {result.Case.Id} {result.Case.Title}");
            writer.WriteLine();
            writer.WriteLine($"{result.Verdict.Text()}: {Cell(result.Message)} ({Cell(result.Rule)})");
            writer.WriteLine();
            foreach (var line in result.Frames)
            {
                // Indented as code, so that no frame can be markup.
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {line.AtMs,6} ms {line.ChargePoint} {line.Direction} {OneLine(line.Text)}"));
            }
        }
    }

    private static string Cell(string text) => OneLine(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
