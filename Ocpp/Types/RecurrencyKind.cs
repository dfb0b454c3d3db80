namespace Ocpp.Types;

/// <summary>How often a Recurring Charging Profile starts again.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.37 (RecurrencyKindType), errata §3.78.</remarks>
public enum RecurrencyKind
{
    /// <summary>Every 24 hours, at the time of day of startSchedule.</summary>
    Daily,

    /// <summary>Every 7 days, at the weekday and time of startSchedule.</summary>
    Weekly,
}
