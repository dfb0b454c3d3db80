namespace Ocpp.Types;

/// <summary>What the periods of a Charging Profile are counted from.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.9 (ChargingProfileKindType).</remarks>
public enum ChargingProfileKind
{
    /// <summary>From the fixed instant startSchedule.</summary>
    Absolute,

    /// <summary>From startSchedule, again and again.</summary>
    Recurring,

    /// <summary>From an instant the Charge Point determines, such as the start of the transaction.</summary>
    Relative,
}
