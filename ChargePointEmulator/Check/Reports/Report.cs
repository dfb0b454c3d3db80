using System.Xml;
using ChargePointEmulator.Reports;

namespace ChargePointEmulator.Check.Reports;

/// <summary>Reports of a check that were asked for: <c>html=FILE</c>, <c>json=FILE</c>, <c>junit=FILE</c> or <c>md=FILE</c>.</summary>
internal static class Report
{
    private static readonly Dictionary<string, Action<CheckSummary, TextWriter>> Writers = new(StringComparer.Ordinal)
    {
        ["html"] = HtmlReport.Write,
        ["json"] = JsonReport.Write,
        ["junit"] = JunitReport.Write,
        ["md"] = MarkdownReport.Write,
    };

    /// <summary>Reads <c>kind=file</c>. Errors: <see cref="BadInputException"/>.</summary>
    public static ReportFile<CheckSummary> Parse(string text) => ReportFile<CheckSummary>.Parse(text, Writers);

    /// <summary>Text that XML can hold: control characters of a hostile frame cannot.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '�'));
}
