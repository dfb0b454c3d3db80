using System.Xml;

namespace ChargePointEmulator.Check.Reports;

/// <summary>A report that was asked for: <c>html=FILE</c>, <c>json=FILE</c>, <c>junit=FILE</c> or <c>md=FILE</c>.</summary>
internal sealed class Report
{
    private static readonly Dictionary<string, Action<CheckSummary, TextWriter>> Writers = new(StringComparer.Ordinal)
    {
        ["html"] = HtmlReport.Write,
        ["json"] = JsonReport.Write,
        ["junit"] = JunitReport.Write,
        ["md"] = MarkdownReport.Write,
    };

    private readonly Action<CheckSummary, TextWriter> _write;

    private Report(string kind, string file, Action<CheckSummary, TextWriter> write) => (Kind, File, _write) = (kind, file, write);

    public string Kind { get; }

    public string File { get; }

    /// <summary>Reads <c>kind=file</c>. Errors: <see cref="BadInputException"/>, also where the folder is not there: better now than after the run.</summary>
    public static Report Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1 || !Writers.TryGetValue(text[..at], out var write))
        {
            throw new BadInputException($"--report is '{text}', but must be one of {string.Join(", ", Writers.Keys.Select(kind => kind + "=FILE"))}.");
        }

        var file = Path.GetFullPath(text[(at + 1)..]);
        return Directory.Exists(Path.GetDirectoryName(file))
            ? new Report(text[..at], file, write)
            : throw new BadInputException($"--report {text}: the folder {Path.GetDirectoryName(file)} does not exist.");
    }

    /// <summary>Writes the file, over one that is there. Errors: <see cref="BadInputException"/> when it cannot be written.</summary>
    public void Write(CheckSummary summary)
    {
        try
        {
            using var writer = new StreamWriter(File) { NewLine = "\n" };
            _write(summary, writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--report {Kind}: {File} cannot be written: {e.Message}");
        }
    }

    /// <summary>Text that XML can hold: control characters of a hostile frame cannot.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '�'));
}
