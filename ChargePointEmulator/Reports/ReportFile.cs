using ChargePointEmulator.Check;

namespace ChargePointEmulator.Reports;

/// <summary>A report that was asked for on the command line: <c>kind=file</c>.</summary>
internal sealed class ReportFile<TRun>
{
    private readonly Action<TRun, TextWriter> _write;

    private ReportFile(string kind, string file, Action<TRun, TextWriter> write) => (Kind, File, _write) = (kind, file, write);

    public string Kind { get; }

    public string File { get; }

    /// <summary>Reads <c>kind=file</c>. Errors: <see cref="BadInputException"/>, also where the folder is not there: better now than after the run.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="writers">What writes each kind.</param>
    public static ReportFile<TRun> Parse(string text, IReadOnlyDictionary<string, Action<TRun, TextWriter>> writers)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1 || !writers.TryGetValue(text[..at], out var write))
        {
            throw new BadInputException($"--report is '{text}', but must be one of {string.Join(", ", writers.Keys.Select(kind => kind + "=FILE"))}.");
        }

        var file = Path.GetFullPath(text[(at + 1)..]);
        return Directory.Exists(Path.GetDirectoryName(file))
            ? new ReportFile<TRun>(text[..at], file, write)
            : throw new BadInputException($"--report {text}: the folder {Path.GetDirectoryName(file)} does not exist.");
    }

    /// <summary>Writes the file, over one that is there. Errors: <see cref="BadInputException"/> when it cannot be written.</summary>
    public void Write(TRun run)
    {
        try
        {
            using var writer = new StreamWriter(File) { NewLine = "\n" };
            _write(run, writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--report {Kind}: {File} cannot be written: {e.Message}");
        }
    }
}
