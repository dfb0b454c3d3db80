using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Metering;

/// <summary>A vehicle's battery and charger: the current ramps up, stays constant up to a knee, then tapers to almost nothing when full.</summary>
/// <param name="batteryWh">Usable capacity.</param>
/// <param name="phases">Phases its charger uses; 1 with direct current.</param>
/// <param name="maxCurrent">Per phase, in A.</param>
/// <param name="stateOfCharge">At the beginning, from 0 to 1.</param>
internal sealed class CarModel(double batteryWh, int phases, double maxCurrent, double stateOfCharge)
{
    private const double Knee = 0.8;
    private const double LeastTaper = 0.05;

    /// <summary>Share of the highest current that is gained in a second; a lower offer is followed at once (IEC 61851-1).</summary>
    private const double RampPerSecond = 0.2;

    public double BatteryWh { get; } = batteryWh;

    public int Phases { get; } = phases;

    /// <summary>Per phase, in A.</summary>
    public double MaxCurrent { get; } = maxCurrent;

    /// <summary>Active over apparent power, from 0 to 1.</summary>
    public double PowerFactor { get; init; } = 1;

    /// <summary>From 0 to 1.</summary>
    public double StateOfCharge { get; private set; } = stateOfCharge;

    public bool IsFull => StateOfCharge >= 1;

    /// <summary>Current per phase the vehicle takes when <paramref name="offered"/> A have been offered for a while.</summary>
    public double CurrentAt(double offered)
    {
        if (IsFull)
        {
            return 0;
        }

        var taper = StateOfCharge <= Knee ? 1 : Math.Max(LeastTaper, 1 - ((StateOfCharge - Knee) / (1 - Knee)));
        return Math.Min(offered, MaxCurrent * taper);
    }

    /// <summary>Current per phase so many seconds after energy began to flow.</summary>
    public double CurrentAt(double offered, double seconds) => Math.Min(CurrentAt(offered), MaxCurrent * RampPerSecond * seconds);

    /// <summary>The ramp is over.</summary>
    public static bool IsRamped(double seconds) => seconds * RampPerSecond >= 1;

    public void Take(double wattHours) => StateOfCharge = Math.Min(1, StateOfCharge + (wattHours / BatteryWh));

    /// <summary>One of the vehicles one meets, arriving half empty: 1 to 3 phases of 16 or 32 A and 30 to 80 kWh, or a fast charger's customer.</summary>
    public static CarModel Arriving(SeededRandom random, SupplyModel? supply = null)
    {
        var battery = 30_000 + (random.NextDouble() * 50_000);
        var phases = random.Next(6) switch { 0 or 1 => 1, 2 => 2, _ => 3 };
        var current = random.Next(2) == 0 ? 16 : 32;
        var charge = 0.15 + (random.NextDouble() * 0.5);
        var factor = Math.Round(0.97 + (random.NextDouble() * 0.03), 2);
        return supply is { IsDirectCurrent: true }
            ? new(battery, 1, 100 + (200 * random.NextDouble()), charge)
            : new(battery, phases, current, charge) { PowerFactor = factor };
    }
}
