using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Removes Charging Profiles.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §5.5 (behaviour), §6.13 (fields), errata §3.25 and §3.26 (matching).
/// With an id only that profile is removed; otherwise those that match every field given, and all of them when none is given.
/// </remarks>
[OcppAction("ClearChargingProfile", SentBy.CentralSystem, FeatureProfile.SmartCharging)]
public sealed partial record ClearChargingProfileRequest : IOcppRequest<ClearChargingProfileResponse>
{
    /// <summary>Profile to remove; the other fields are ignored then.</summary>
    public int? Id { get; init; }

    /// <summary>0 for the profiles of the whole Charge Point.</summary>
    [Range(0, int.MaxValue)]
    public int? ConnectorId { get; init; }

    /// <summary>Purpose of the profiles to remove.</summary>
    public OcppEnum<ChargingProfilePurpose>? ChargingProfilePurpose { get; init; }

    /// <summary>Level of the profiles to remove.</summary>
    [Range(0, int.MaxValue)]
    public int? StackLevel { get; init; }
}

/// <summary>Answers a ClearChargingProfile.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.14.</remarks>
public sealed partial record ClearChargingProfileResponse : IOcppResponse
{
    /// <summary>Whether something was removed.</summary>
    public required OcppEnum<ClearChargingProfileStatus> Status { get; init; }
}

/// <summary>Outcome of a ClearChargingProfile.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.21.</remarks>
public enum ClearChargingProfileStatus
{
    /// <summary>At least one profile is removed.</summary>
    Accepted,

    /// <summary>No profile matches.</summary>
    Unknown,
}
