using ChargePointEmulator.Fleet;
using ChargePointEmulator.Metering;

namespace ChargePointEmulator.Driving;

/// <summary>Vehicles by name, for those who want to know what they get.</summary>
internal static class Vehicles
{
    private static readonly Dictionary<string, (double BatteryWh, int Phases, double Ampere, double DirectAmpere)> Known = new()
    {
        ["hybrid-12kWh"] = (12_000, 1, 16, 60),
        ["city-40kWh"] = (40_000, 3, 32, 125),
        ["compact-58kWh"] = (58_000, 3, 16, 300),
        ["sedan-77kWh"] = (77_000, 3, 16, 500),
        ["van-100kWh"] = (100_000, 1, 32, 300),
    };

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>A vehicle that arrives.</summary>
    /// <param name="name">One of <see cref="Names"/>; null for any.</param>
    /// <param name="stateOfCharge">From 0 to 1; null leaves it to chance, or is half for a named one.</param>
    /// <param name="random">Decides where nothing is said.</param>
    /// <param name="supply">With direct current the station's rectifier charges, not the vehicle's own charger.</param>
    public static CarModel Arriving(string? name, double? stateOfCharge, SeededRandom random, SupplyModel supply)
    {
        if (name is null && stateOfCharge is null)
        {
            return CarModel.Arriving(random, supply);
        }

        var (batteryWh, phases, ampere, directAmpere) = Known[name ?? Names[1]];
        return supply.IsDirectCurrent ? new CarModel(batteryWh, 1, directAmpere, stateOfCharge ?? 0.5) : new CarModel(batteryWh, phases, ampere, stateOfCharge ?? 0.5);
    }
}
