using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Takes a connector, or the whole Charge Point, in or out of service.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.2 (behaviour), §6.7 (fields).</remarks>
[OcppAction("ChangeAvailability", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record ChangeAvailabilityRequest : IOcppRequest<ChangeAvailabilityResponse>
{
    /// <summary>0 for the Charge Point and all its connectors.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>The availability wanted.</summary>
    public required OcppEnum<AvailabilityType> Type { get; init; }
}

/// <summary>Answers a ChangeAvailability.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.8.</remarks>
public sealed partial record ChangeAvailabilityResponse : IOcppResponse
{
    /// <summary>Whether, and when, the change happens.</summary>
    public required OcppEnum<AvailabilityStatus> Status { get; init; }
}

/// <summary>Availability that is asked for.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.4.</remarks>
public enum AvailabilityType
{
    /// <summary>Not available for charging.</summary>
    Inoperative,

    /// <summary>Available for charging.</summary>
    Operative,
}

/// <summary>Outcome of a ChangeAvailability.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.3.</remarks>
public enum AvailabilityStatus
{
    /// <summary>Done, or already so.</summary>
    Accepted,

    /// <summary>Will not be done.</summary>
    Rejected,

    /// <summary>Will be done when the running transaction has ended.</summary>
    Scheduled,
}
