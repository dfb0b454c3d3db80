namespace ChargePointEmulator.Metering;

/// <summary>What the installation gives each connector.</summary>
/// <param name="Phases">Phases at the connector, 1 or 3.</param>
/// <param name="NominalVoltage">Phase to neutral, in V.</param>
/// <param name="MaxCurrent">Per phase, in A.</param>
internal sealed record SupplyModel(int Phases, decimal NominalVoltage, decimal MaxCurrent)
{
    /// <summary>Below this current per phase a vehicle does not charge (IEC 61851-1).</summary>
    public const decimal LeastCurrent = 6m;

    /// <summary>A charge point of direct current: one pair of wires, the voltage that of the battery.</summary>
    public bool IsDirectCurrent { get; init; }

    /// <summary>Phases that a limit in W is spread over when it does not say (§7.12: 3, for an installation that has them).</summary>
    public int PhasesOfLimit => IsDirectCurrent ? 1 : 3;

    public static SupplyModel ThreePhase32A { get; } = new(3, 230m, 32m);

    /// <summary>In W.</summary>
    public decimal MaxPower => MaxCurrent * NominalVoltage * Phases;
}
