using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Metering;

/// <summary>A vehicle's battery and charger: constant current up to a knee, then a taper to almost nothing when full.</summary>
/// <param name="batteryWh">Usable capacity.</param>
/// <param name="phases">Phases its charger uses.</param>
/// <param name="maxCurrent">Per phase, in A.</param>
/// <param name="stateOfCharge">At the beginning, from 0 to 1.</param>
internal sealed class CarModel(double batteryWh, int phases, double maxCurrent, double stateOfCharge)
{
    private const double Knee = 0.8;
    private const double LeastTaper = 0.05;

    public int Phases { get; } = phases;

    /// <summary>From 0 to 1.</summary>
    public double StateOfCharge { get; private set; } = stateOfCharge;

    public bool IsFull => StateOfCharge >= 1;

    /// <summary>Current per phase the vehicle takes now when <paramref name="offered"/> A are offered.</summary>
    public double CurrentAt(double offered)
    {
        if (IsFull)
        {
            return 0;
        }

        var taper = StateOfCharge <= Knee ? 1 : Math.Max(LeastTaper, 1 - ((StateOfCharge - Knee) / (1 - Knee)));
        return Math.Min(offered, maxCurrent * taper);
    }

    public void Take(double wattHours) => StateOfCharge = Math.Min(1, StateOfCharge + (wattHours / batteryWh));

    /// <summary>One of the vehicles one meets: 1 or 3 phases, 16 or 32 A, 30 to 80 kWh, arriving half empty.</summary>
    public static CarModel Arriving(SeededRandom random) =>
        new(30_000 + (random.NextDouble() * 50_000), random.Next(3) == 0 ? 1 : 3, random.Next(2) == 0 ? 16 : 32, 0.15 + (random.NextDouble() * 0.5));
}
