using ChargePointEmulator.Metering;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Stations;

/// <summary>A model of a charge point: what it is made of, how it is set, and what it gets wrong.</summary>
internal sealed record StationTemplate
{
    private const decimal PhaseVoltage = 230m;

    /// <summary>Of a vehicle half full; most charge at 400 V.</summary>
    private const decimal BatteryVoltage = 400m;

    public required string Name { get; init; }

    public string Summary { get; init; } = "";

    public string Vendor { get; init; } = "CentralSystem";

    public string Model { get; init; } = "Emulator";

    public int Connectors { get; init; } = 1;

    /// <summary>The rectifier is in the station: the vehicle's own charger does not bound the power.</summary>
    public bool IsDirectCurrent { get; init; }

    /// <summary>Phases of an alternating supply, 1 or 3.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>Of each connector, in kW.</summary>
    public decimal MaxPowerKw { get; init; } = 22.08m;

    public bool FixedCable { get; init; }

    /// <summary>Feature profiles it supports; all when empty.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Values of configuration keys as it leaves the factory.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    /// <summary>Make its habits, once per charge point.</summary>
    public IReadOnlyList<Func<Quirk>> Quirks { get; init; } = [];

    /// <summary>The settings with this station in them.</summary>
    public EmulatorSettings Apply(EmulatorSettings settings) => settings with
    {
        Vendor = Vendor,
        Model = Model,
        Connectors = Connectors,
        FixedCable = FixedCable,
        Supply = IsDirectCurrent
            ? new SupplyModel(1, BatteryVoltage, Math.Round(MaxPowerKw * 1000 / BatteryVoltage, 1)) { IsDirectCurrent = true }
            : new SupplyModel(Phases, PhaseVoltage, Math.Round(MaxPowerKw * 1000 / (PhaseVoltage * Phases), 1)),
        ConfigurationDefaults = Configuration,
        FeatureProfiles = Profiles.Count > 0 ? Profiles : settings.FeatureProfiles,
        Quirks = Quirks,
    };
}
