using System.Globalization;

namespace CentralSystem.Web.Dashboard.Charts;

/// <summary>An axis of values in four even parts of a round size, so that two of them share their lines.</summary>
/// <param name="Low">Value at the bottom.</param>
/// <param name="Step">Size of a part.</param>
internal readonly record struct ValueScale(double Low, double Step)
{
    public const int Parts = 4;

    /// <summary>What no meter shows; a Charge Point may send any number.</summary>
    private const double Most = 1e15;

    private static readonly double[] Round = [1, 2, 2.5, 3, 4, 5, 6, 8, 10];

    public double High => Low + (Parts * Step);

    /// <summary>The narrowest scale that holds all values.</summary>
    /// <param name="values">Values to be shown; none make a scale from 0.</param>
    /// <param name="isFromZero">Whether 0 has to be on it.</param>
    public static ValueScale Of(IEnumerable<double> values, bool isFromZero)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            var shown = double.IsNaN(value) ? 0 : Math.Clamp(value, -Most, Most);
            (least, most) = (Math.Min(least, shown), Math.Max(most, shown));
        }

        if (least > most)
        {
            (least, most) = (0, 0);
        }

        if (isFromZero)
        {
            (least, most) = (Math.Min(least, 0), Math.Max(most, 0));
        }

        // What never changes gets a scale all the same.
        var size = Math.Max(Math.Abs(least), Math.Abs(most));
        var span = most - least > Math.Max(size, 1) * 1e-6 ? most - least : Math.Max(size / 10, 1);
        for (var power = Math.Pow(10, Math.Floor(Math.Log10(span / Parts))); ; power *= 10)
        {
            foreach (var round in Round)
            {
                var step = round * power;
                var low = Math.Floor((least / step) + 1e-9) * step;
                var scale = new ValueScale(low, step);
                if (scale.High >= most - (step * 1e-9))
                {
                    return scale;
                }
            }
        }
    }

    /// <summary>How far up a value stands, from 0 to 1.</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    /// <summary>The text at a line, counted from the bottom.</summary>
    public string Label(int line) => (Low + (line * Step)).ToString("#,0.###", CultureInfo.InvariantCulture);
}
