using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>Limits over time.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.13, errata §3.57 (startSchedule) and §3.69 (first period).
/// Inside a GetCompositeSchedule response, startSchedule must be omitted; some Charge Points send it all the same.
/// </remarks>
public sealed partial record ChargingSchedule : IOcppType, IConditionalRules
{
    /// <summary>Length in seconds; absent, the last period goes on indefinitely or until the end of the transaction.</summary>
    [Range(0, int.MaxValue)]
    public int? Duration { get; init; }

    /// <summary>Start of an absolute schedule; absent, the schedule counts from the start of charging.</summary>
    public DateTimeOffset? StartSchedule { get; init; }

    /// <summary>Unit of every limit and of the minimum rate.</summary>
    public required OcppEnum<ChargingRateUnit> ChargingRateUnit { get; init; }

    /// <summary>The periods in order of time; the first starts at 0.</summary>
    public required IReadOnlyList<ChargingSchedulePeriod> ChargingSchedulePeriod { get; init; }

    /// <summary>Lowest rate the vehicle can use, in the unit of the limits; a hint for local smart charging.</summary>
    [OneDecimal]
    public decimal? MinChargingRate { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Require(ChargingSchedulePeriod.Count > 0, "chargingSchedulePeriod", "a schedule has at least one period (§7.13)");
        if (ChargingSchedulePeriod.Count == 0)
        {
            return;
        }

        rules.Expect(ChargingSchedulePeriod[0].StartPeriod == 0, "chargingSchedulePeriod[0].startPeriod", "the first period starts at 0 (errata §3.45)");
        for (var i = 1; i < ChargingSchedulePeriod.Count; i++)
        {
            if (ChargingSchedulePeriod[i].StartPeriod <= ChargingSchedulePeriod[i - 1].StartPeriod)
            {
                rules.Expect(false, $"chargingSchedulePeriod[{i}].startPeriod", "a period starts after the one it ends (§7.14)");
            }
        }
    }
}
