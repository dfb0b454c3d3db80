namespace CentralSystem.Web.Dashboard.Charts;

/// <summary>Makes a long series short enough to be drawn, without losing its peaks.</summary>
internal static class Thinning
{
    /// <summary>Most points of a series; more could not be told apart on a screen.</summary>
    public const int MostPoints = 240;

    /// <summary>The lowest and the highest point of each of many even parts of the time, and the first and last of all.</summary>
    public static IReadOnlyList<ChartPoint> Of(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count <= MostPoints)
        {
            return points;
        }

        const int Parts = MostPoints / 3;
        var (first, last) = (points[0].At, points[^1].At);
        var kept = new List<ChartPoint>(MostPoints) { points[0] };
        foreach (var part in points.Skip(1).SkipLast(1).GroupBy(point => (int)((point.At - first) / (last - first + TimeSpan.FromTicks(1)) * Parts)))
        {
            var known = part.Where(point => point.Value is not null).ToList();
            if (known.Count > 0)
            {
                kept.AddRange(new[] { known.MinBy(point => point.Value), known.MaxBy(point => point.Value) }.Distinct());
            }

            if (known.Count < part.Count())
            {
                // The interruption stays one.
                kept.Add(part.Last(point => point.Value is null));
            }
        }

        kept.Add(points[^1]);
        return [.. kept.OrderBy(point => point.At)];
    }
}
