using System.Globalization;

namespace ChargePointEmulator.Check.Reports;

/// <summary>What a person sees: a line for each case as it ends, what is wrong with the frames that show it, and a table in the end.</summary>
internal sealed class ConsoleProgress(TextWriter output, int total)
{
    private int _shown;

    public void Show(CaseResult result)
    {
        _shown++;
        var time = string.Create(CultureInfo.InvariantCulture, $"{result.Duration.TotalSeconds,5:0.0} s");
        output.WriteLine($"[{_shown,3}/{total}] {VerdictOf(result),-12} {time}  {result.Case.Id,-15} {result.Case.Title}");
        if (result.Message.Length > 0)
        {
            output.WriteLine($"{Indent}{result.Message}{(result.Verdict == Verdict.Fail ? $"  [{result.Rule}; {result.Case.Severity.Text()}]" : "")}");
        }

        foreach (var warning in result.Warnings)
        {
            output.WriteLine($"{Indent}warning: {warning}");
        }

        if (result.IsBad && result.Verdict == Verdict.Fail)
        {
            foreach (var line in result.Frames.TakeLast(6))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Indent}{line.AtMs,6} ms {line.Direction} {Cut(line.Text)}"));
            }
        }
    }

    public void ShowSummary(CheckSummary summary)
    {
        output.WriteLine();
        output.WriteLine($"{"group",-15} {"PASS",6} {"PARTIAL",8} {"FAIL",6} {"ERROR",6} {"N/A",6}");
        foreach (var group in summary.Results.GroupBy(result => result.Case.Group))
        {
            output.WriteLine(Row(group.Key, verdict => group.Count(result => result.Verdict == verdict)));
        }

        output.WriteLine(Row("all", summary.Count));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Results.Count} of {summary.Selected} cases in {summary.Duration.TotalSeconds:0.0} s against {summary.Url}, driver {summary.Driver}{(summary.WasInterrupted ? ", interrupted" : "")}"));
        foreach (var result in summary.Results.Where(result => result.IsBad))
        {
            output.WriteLine($"{VerdictOf(result)} {result.Case.Id}: {(result.Verdict == Verdict.Fail ? result.Message : $"passed, though a failure was expected: {result.ExpectedBecause}")}");
        }
    }

    private static string Indent { get; } = new(' ', 33);

    private static string VerdictOf(CaseResult result) =>
        result.ExpectedBecause is null ? result.Verdict.Text() : result.IsBad ? "UNEXPECTED" : $"{result.Verdict.Text()} (known)";

    private static string Cut(string text) => text.Length > 200 ? text[..200] + "..." : text;

    private static string Row(string name, Func<Verdict, int> count) =>
        $"{name,-15} {count(Verdict.Pass),6} {count(Verdict.Partial),8} {count(Verdict.Fail),6} {count(Verdict.Error),6} {count(Verdict.NotApplicable),6}";
}
