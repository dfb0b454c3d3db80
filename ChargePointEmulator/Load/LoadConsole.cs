using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Load;

/// <summary>What a person, or a log, sees of a run: a table that moves on a terminal, a line of JSON every ten seconds elsewhere, and the whole in the end.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="terminal">The terminal that it is; null for anything else.</param>
internal sealed class LoadConsole(TextWriter output, LoadTerminal? terminal)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _linesUp;

    /// <summary>Between two looks at a run.</summary>
    public TimeSpan Pace => terminal is not null ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);

    /// <summary>Errors and slow calls, with their charge points, stand where the actions do.</summary>
    public bool ShowsDetails { get; set; }

    /// <summary>Why the last key did nothing; null when it did something.</summary>
    public string? Refusal { get; set; }

    public void Show(LoadSummary summary)
    {
        if (terminal is null)
        {
            output.WriteLine(Line(summary).ToJsonString(Plain));
            return;
        }

        // What does not fit would go on in the next line, or scroll, and leave a copy at every look.
        var (width, height) = Size(terminal);
        string[] foot = [.. Foot(summary).SelectMany(line => Wrapped(line, width)).TakeLast(height - 1)];
        string[] lines = [$"stage {summary.Stage}  (Ctrl+C stops; the report is still written)", .. LoadTables.Head(summary).SelectMany(line => Wrapped(line, width)), .. Body(summary, width)];
        Repaint([.. lines.Take(height - foot.Length).Concat(foot).Select(line => line.Length > width ? line[..width] : line)]);
    }

    private IEnumerable<string> Body(LoadSummary summary, int width) =>
        ShowsDetails ? LoadTables.Details(summary).SelectMany(table => table.Fitting(width).Lines().Prepend(table.Title)) : LoadTables.Actions(summary).Fitting(width).Lines();

    /// <summary>What was done by hand last, and what can be done.</summary>
    private IEnumerable<string> Foot(LoadSummary summary)
    {
        if (terminal?.Key is null)
        {
            yield break;
        }

        if ((Refusal ?? (summary.ByHand is [.., var done] ? done.ToString() : null)) is { } last)
        {
            yield return $"last: {last}";
        }

        yield return LoadKeys.Line(LoadByHand.StepOf(summary.Profile));
    }

    /// <summary>The whole run in the end.</summary>
    public void ShowEnd(LoadSummary summary)
    {
        Repaint([]);
        var width = terminal is null ? int.MaxValue : Size(terminal).Width;
        foreach (var line in LoadTables.Head(summary).SelectMany(line => Wrapped(line, width)))
        {
            output.WriteLine(Printable(line));
        }

        foreach (var table in LoadTables.All(summary).Where(table => table.Title != LoadTables.Thresholds))
        {
            var shown = table.Fitting(width - Indent.Length);
            var missing = table.Head.Except(shown.Head).ToArray();
            Write(table.Title + (missing.Length > 0 ? $" ({string.Join(", ", missing)}: in a wider terminal, or a report)" : ""), shown.Lines());
        }

        if (summary.Thresholds.Count > 0)
        {
            // Last, where the eye is.
            Write(LoadTables.Thresholds, summary.Thresholds.Select(threshold => $"{LoadTables.Mark(threshold)} {threshold.Measure} {threshold.Condition}: {threshold.Measured}"));
        }

        if (summary.TraceLost > 0)
        {
            output.WriteLine($"The trace lacks {Texts.Number(summary.TraceLost)} frames.");
        }

        output.WriteLine();
        output.WriteLine($"{Printable(summary.Profile.Name)}: {summary.Verdict}");
    }

    private const string Indent = "  ";

    /// <summary>A terminal may not know its size. The last column stays free: some go to the next line when it is written.</summary>
    private static (int Width, int Height) Size(LoadTerminal terminal)
    {
        var (columns, rows) = terminal.Size();
        return (Math.Max(20, (columns > 0 ? columns : 80) - 1), Math.Max(1, (rows > 0 ? rows : 24) - 1));
    }

    /// <summary>Writes lines over those of the last look; nothing is blank in between, so that it does not flicker.</summary>
    private void Repaint(string[] lines)
    {
        if (_linesUp == 0 && lines.Length == 0)
        {
            return;
        }

        output.Write((_linesUp > 0 ? $"\e[{_linesUp}F" : "") + string.Concat(lines.Select(line => Printable(line) + "\e[K" + Environment.NewLine)) + "\e[J");
        output.Flush();
        _linesUp = lines.Length;
    }

    private void Write(string title, IEnumerable<string> lines)
    {
        output.WriteLine();
        output.WriteLine(title);
        foreach (var line in lines)
        {
            output.WriteLine(Indent + Printable(line));
        }
    }

    /// <summary>A line in as many as it needs, broken where there is a blank.</summary>
    private static IEnumerable<string> Wrapped(string line, int width)
    {
        while (line.Length > width && line.LastIndexOf(' ', width) is var at && at > Indent.Length)
        {
            yield return line[..at].TrimEnd();
            line = Indent + line[(at + 1)..];
        }

        yield return line;
    }

    /// <summary>What a Central System sends, or a file says, must not steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static JsonObject Line(LoadSummary summary) => new()
    {
        ["seconds"] = Math.Round(summary.Duration.TotalSeconds, 1),
        ["stage"] = summary.Stage,
        ["switchedOn"] = summary.Fleet.SwitchedOn,
        ["connected"] = summary.Fleet.Connected,
        ["accepted"] = summary.Fleet.Accepted,
        ["charging"] = summary.Fleet.Charging,
        ["disconnects"] = summary.Traffic.Disconnects,
        ["sessions"] = LoadReports.Sessions(summary.Sessions),
        ["residentBytes"] = summary.Fleet.ResidentBytes,
        ["cores"] = Math.Round(summary.Fleet.Cores, 2),
        ["actions"] = LoadReports.Actions(summary.Traffic, summary.Duration),
    };
}
