using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>One limit of a Charging Schedule.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.14, errata §3.70.</remarks>
public sealed partial record ChargingSchedulePeriod : IOcppType
{
    /// <summary>Start in seconds from the start of the schedule; also the end of the period before.</summary>
    [Range(0, int.MaxValue)]
    public required int StartPeriod { get; init; }

    /// <summary>Highest rate, in A or W as the schedule says; at most one digit after the point.</summary>
    [OneDecimal]
    public required decimal Limit { get; init; }

    /// <summary>Phases that may be used; absent, 3.</summary>
    public int? NumberPhases { get; init; }
}
