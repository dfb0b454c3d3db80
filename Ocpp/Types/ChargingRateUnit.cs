namespace Ocpp.Types;

/// <summary>Unit of the limits of a Charging Schedule.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.12 (ChargingRateUnitType), errata §3.68.</remarks>
public enum ChargingRateUnit
{
    /// <summary>Watts: the total power over all phases.</summary>
    W,

    /// <summary>Amperes: the current per phase.</summary>
    A,
}
