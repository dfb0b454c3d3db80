using System.Globalization;
using System.Xml;

namespace ChargePointEmulator.Check.Reports;

/// <summary>The run as build servers read test results. PARTIAL counts as passed, N/A and expected failures as skipped.</summary>
internal static class JunitReport
{
    public static void Write(CheckSummary summary, TextWriter writer)
    {
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        foreach (var group in summary.Results.GroupBy(result => result.Case.Group))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", group.Key);
            xml.WriteAttributeString("tests", Number(group.Count()));
            xml.WriteAttributeString("failures", Number(group.Count(result => result.IsBad)));
            xml.WriteAttributeString("errors", Number(group.Count(result => result.Verdict == Verdict.Error)));
            xml.WriteAttributeString("skipped", Number(group.Count(IsSkipped)));
            xml.WriteAttributeString("timestamp", summary.StartedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            foreach (var result in group)
            {
                WriteCase(xml, result);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Case.Group);
        xml.WriteAttributeString("name", $"{result.Case.Id} {result.Case.Title}");
        xml.WriteAttributeString("time", result.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        var element = result.IsBad ? "failure" : result.Verdict == Verdict.Error ? "error" : IsSkipped(result) ? "skipped" : null;
        if (element is not null)
        {
            xml.WriteStartElement(element);
            xml.WriteAttributeString("message", Report.Printable(MessageOf(result)));
            if (element != "skipped")
            {
                xml.WriteAttributeString("type", result.Case.Severity.Text());
                xml.WriteString(Report.Printable(result.Rule));
            }

            xml.WriteEndElement();
        }

        xml.WriteElementString("system-out", Report.Printable(string.Join('\n', result.Frames.Select(line => $"{line.AtMs} ms {line.ChargePoint} {line.Direction} {line.Text}"))));
        xml.WriteEndElement();
    }

    private static bool IsSkipped(CaseResult result) => result.Verdict == Verdict.NotApplicable || (result.Verdict == Verdict.Fail && !result.IsBad);

    private static string MessageOf(CaseResult result) =>
        result.ExpectedBecause is not { } reason ? result.Message
        : result.IsBad ? $"passed, though a failure was expected: {reason}"
        : $"{result.Message} (expected: {reason})";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
