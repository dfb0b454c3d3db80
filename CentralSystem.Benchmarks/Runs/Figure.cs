namespace CentralSystem.Benchmarks.Runs;

/// <summary>What a figure should be.</summary>
/// <param name="Floor">Worse is a defect.</param>
/// <param name="Target">Where we should be, if that is better than the floor.</param>
/// <param name="SmallerIsBetter">The floor is an upper limit.</param>
internal sealed record Goal(double Floor, double? Target = null, bool SmallerIsBetter = false)
{
    public static Goal AtLeast(double floor, double? target = null) => new(floor, target);

    public static Goal AtMost(double limit, double? target = null) => new(limit, target, SmallerIsBetter: true);

    public bool IsMissedBy(double value) => double.IsNaN(value) || (SmallerIsBetter ? value > Floor : value < Floor);

    public string Verdict(double value) =>
        IsMissedBy(value) ? "MISSED" : Target is { } target && !new Goal(target, null, SmallerIsBetter).IsMissedBy(value) ? "target" : "floor";
}

/// <summary>One result of a measure.</summary>
/// <param name="Name">What it is, with its unit.</param>
/// <param name="Rounds">Its value in each round.</param>
/// <param name="Goal">Null for what is told beside the goals.</param>
internal sealed record Figure(string Name, IReadOnlyList<double> Rounds, Goal? Goal = null)
{
    /// <summary>The median over the rounds.</summary>
    public double Value { get; } = MedianOf(Rounds);

    public bool IsMissed => Goal?.IsMissedBy(Value) == true;

    private static double MedianOf(IReadOnlyList<double> values)
    {
        if (values.Count == 0 || values.Any(double.IsNaN))
        {
            return double.NaN;
        }

        var ordered = values.Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
