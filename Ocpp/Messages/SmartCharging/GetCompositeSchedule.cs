using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks for the limits that result from all Charging Profiles.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.7 (behaviour), §6.21 (fields), errata §3.29 and §3.30.</remarks>
[OcppAction("GetCompositeSchedule", SentBy.CentralSystem, FeatureProfile.SmartCharging)]
public sealed partial record GetCompositeScheduleRequest : IOcppRequest<GetCompositeScheduleResponse>
{
    /// <summary>0 for what the Charge Point expects to take from the grid.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>Length of the schedule wanted, in seconds from the receipt.</summary>
    [Range(0, int.MaxValue)]
    public required int Duration { get; init; }

    /// <summary>Forces a unit; absent, the Charge Point chooses.</summary>
    public OcppEnum<ChargingRateUnit>? ChargingRateUnit { get; init; }
}

/// <summary>Answers a GetCompositeSchedule.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.22, errata §3.51 (what may be absent when Rejected).</remarks>
public sealed partial record GetCompositeScheduleResponse : IOcppResponse, IConditionalRules
{
    /// <summary>Whether there is a schedule.</summary>
    public required OcppEnum<GetCompositeScheduleStatus> Status { get; init; }

    /// <summary>Connector the schedule applies to.</summary>
    [Range(0, int.MaxValue)]
    public int? ConnectorId { get; init; }

    /// <summary>Instant the periods of the schedule count from.</summary>
    public DateTimeOffset? ScheduleStart { get; init; }

    /// <summary>The limits to expect.</summary>
    public ChargingSchedule? ChargingSchedule { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        if (Status == GetCompositeScheduleStatus.Accepted)
        {
            rules.Require(ScheduleStart is not null, "scheduleStart", "may be absent only when Rejected (errata §3.51)");
            rules.Require(ChargingSchedule is not null, "chargingSchedule", "may be absent only when Rejected (errata §3.51)");
        }
    }
}

/// <summary>Outcome of a GetCompositeSchedule.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.26.</remarks>
public enum GetCompositeScheduleStatus
{
    /// <summary>The schedule follows.</summary>
    Accepted,

    /// <summary>There is none to give.</summary>
    Rejected,
}
