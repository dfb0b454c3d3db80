using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Charts;

/// <summary>Lines over time: values at the pointer or by the arrow keys, a table for who cannot see them.</summary>
public sealed partial class TimeChart
{
    private const int Styles = 6;

    /// <summary>Where the clock of a Charge Point stands at the end of time, there is an axis all the same.</summary>
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue.AddDays(-1);

    /// <summary>What it shows; also its name for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The lines; those without a point are left out. Their units are two at most.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>First instant of the axis; that of the first point when null.</summary>
    [Parameter]
    public DateTimeOffset? From { get; set; }

    /// <summary>Last instant of the axis; that of the last point when null.</summary>
    [Parameter]
    public DateTimeOffset? To { get; set; }

    /// <summary>An instant to be marked, such as now.</summary>
    [Parameter]
    public DateTimeOffset? Mark { get; set; }

    /// <summary>Whether the axis begins at 0; not for what is always far from it, such as a voltage.</summary>
    [Parameter]
    public bool IsFromZero { get; set; } = true;

    /// <summary>What is said where there is nothing to draw.</summary>
    [Parameter]
    public string Empty { get; set; } = "Nothing was measured.";

    private IReadOnlyList<Line> Lines { get; set; } = [];

    private TimeScale Times { get; set; }

    private ValueScale Left { get; set; }

    private ValueScale? Right { get; set; }

    private string LeftUnit { get; set; } = "";

    private string? RightUnit { get; set; }

    /// <summary>What the browser reads values from.</summary>
    private string Data { get; set; } = "";

    private string Summary { get; set; } = "";

    private bool IsTable { get; set; }

    /// <summary>A row for each instant that any line has a point at.</summary>
    private IEnumerable<(DateTimeOffset At, double?[] Values)> Rows
    {
        get
        {
            var byLine = Lines.Select(line => line.Series.Points.GroupBy(point => point.At).ToDictionary(same => same.Key, same => same.Last().Value)).ToList();
            return byLine.SelectMany(points => points.Keys).Distinct().Order().Select(at => (at, byLine.Select(points => points.GetValueOrDefault(at)).ToArray()));
        }
    }

    protected override void OnParametersSet()
    {
        var drawn = Series.Select(series => series with { Points = Thinning.Of(Within(series)) }).Where(series => series.Points.Any(point => point.Value is not null)).ToList();
        if (drawn.Count == 0)
        {
            Lines = [];
            return;
        }

        Times = TimesOf(drawn);
        LeftUnit = drawn[0].Unit;
        RightUnit = drawn.FirstOrDefault(series => series.Unit != LeftUnit)?.Unit;
        Left = ScaleOf(drawn, LeftUnit);
        Right = RightUnit is null ? null : ScaleOf(drawn, RightUnit);
        Lines = [.. drawn.Where(series => series.Unit == LeftUnit || series.Unit == RightUnit).Select((series, i) => LineOf(series, i, isAlone: drawn.Count == 1))];
        Summary = $"{Title}. {string.Join(". ", Lines.Select(SummaryOf))}. The arrow keys read values.";
        Data = JsonSerializer.Serialize(new
        {
            from = Times.From.ToUnixTimeMilliseconds(),
            to = Times.To.ToUnixTimeMilliseconds(),
            series = Lines.Select(line => new
            {
                name = line.Series.Name,
                unit = line.Series.Unit,
                step = line.Series.IsStep,
                points = line.Series.Points.Select(point => new[] { point.At.ToUnixTimeMilliseconds(), point.Value is { } value ? Math.Round(value, 3) : (double?)null }),
            }),
        });
    }

    private static string ValueText(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%");

    private static string SummaryOf(Line line)
    {
        var values = line.Series.Points.Select(point => point.Value).OfType<double>().ToList();
        return $"{line.Series.Name}: from {ValueText(values.Min())} to {ValueText(values.Max())} {line.Series.Unit}";
    }

    /// <summary>The points on the axis; of a step also what holds at its beginning.</summary>
    private List<ChartPoint> Within(ChartSeries series)
    {
        var points = series.Points.Where(point => (From is null || point.At >= From) && (To is null || point.At <= To)).ToList();
        if (series.IsStep && From is { } from && series.Points.LastOrDefault(point => point.At < from) is { Value: not null } before)
        {
            points.Insert(0, before with { At = from });
        }

        return points;
    }

    private TimeScale TimesOf(List<ChartSeries> drawn)
    {
        var from = From ?? drawn.Min(series => series.Points[0].At);
        var to = To ?? drawn.Max(series => series.Points[^1].At);
        from = from < Latest ? from : Latest;
        return new TimeScale(from, to > from ? to : from.AddMinutes(1));
    }

    private ValueScale ScaleOf(List<ChartSeries> drawn, string unit) =>
        ValueScale.Of(drawn.Where(series => series.Unit == unit).SelectMany(series => series.Points).Select(point => point.Value).OfType<double>(), IsFromZero);

    private Line LineOf(ChartSeries series, int index, bool isAlone)
    {
        var scale = series.Unit == LeftUnit ? Left : Right!.Value;
        var path = new StringBuilder();
        var (isDrawing, isWhole) = (false, true);
        foreach (var point in series.Points)
        {
            if (point.Value is not { } value)
            {
                isWhole &= !isDrawing;
                isDrawing = false;
                continue;
            }

            var (x, y) = (Times.Share(point.At) * 1000, 1000 - (scale.Share(value) * 1000));
            _ = isDrawing && series.IsStep
                ? path.Append(CultureInfo.InvariantCulture, $"H{x:0.#}V{y:0.#}")
                : path.Append(isDrawing ? 'L' : 'M').Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
            isDrawing = true;
        }

        // A single point would be no line: it gets a short one.
        path.Append(series.Points.Count(point => point.Value is not null) == 1 ? "h4" : "");
        var last = series.Points.Last(point => point.Value is not null);
        var first = series.Points.First(point => point.Value is not null);
        var area = isAlone && isWhole && IsFromZero && scale.Low >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"{path}L{Times.Share(last.At) * 1000:0.#} 1000L{Times.Share(first.At) * 1000:0.#} 1000Z")
            : null;
        // What has come to its end has no last value that still holds.
        return new Line(series, $"series-{(index % Styles) + 1}", path.ToString(), area, series.Points[^1].Value is { } held ? $"{ValueText(held)} {series.Unit}" : null);
    }

    /// <summary>A series as it is drawn.</summary>
    private sealed record Line(ChartSeries Series, string Style, string Path, string? Area, string? Last);
}
