using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Load;

/// <summary>A way to draw numbers; each draw takes two of the source, whatever the distribution, so that changing one leaves the others as they were.</summary>
internal sealed class Distribution
{
    private readonly Func<double, double, double> _make;
    private readonly double _least;
    private readonly double _most;

    private Distribution(double least, double most, Func<double, double, double> make) => (_least, _most, _make) = (least, most, make);

    /// <summary>Always the same.</summary>
    public static Distribution Constant(double value) => new(value, value, (_, _) => value);

    /// <summary>Anything between two limits alike.</summary>
    public static Distribution Uniform(double least, double most) => new(least, most, (u, _) => least + ((most - least) * u));

    /// <summary>Around a mean (Box and Muller), cut off at the limits.</summary>
    public static Distribution Normal(double mean, double deviation, double least, double most) =>
        new(least, most, (u, v) => mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v)));

    /// <summary>As the time between arrivals that know nothing of each other, cut off at the limits.</summary>
    public static Distribution Exponential(double mean, double least, double most) => new(least, most, (u, _) => -mean * Math.Log(1 - u));

    public double Draw(SeededRandom random)
    {
        var (u, v) = (random.NextDouble(), random.NextDouble());
        return Math.Clamp(_make(u, v), _least, _most);
    }
}
