using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Installs or replaces a Charging Profile.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.16 (behaviour), §6.43 (fields), errata §3.53 (connector 0).</remarks>
[OcppAction("SetChargingProfile", SentBy.CentralSystem, FeatureProfile.SmartCharging)]
public sealed partial record SetChargingProfileRequest : IOcppRequest<SetChargingProfileResponse>, IConditionalRules
{
    /// <summary>0 for a ChargePointMaxProfile, or for a TxDefaultProfile that applies to every connector.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>The one profile to install, in spite of its plural name.</summary>
    public required ChargingProfile CsChargingProfiles { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        var purpose = CsChargingProfiles.ChargingProfilePurpose;
        rules.Expect(purpose != ChargingProfilePurpose.ChargePointMaxProfile || ConnectorId == 0, "connectorId", "a ChargePointMaxProfile can only be set at connector 0 (§3.13.1)");
        rules.Expect(purpose != ChargingProfilePurpose.TxProfile || ConnectorId > 0, "connectorId", "a TxProfile shall only be set at a connector above 0 (§3.13.1)");
    }
}

/// <summary>Answers a SetChargingProfile.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.44.</remarks>
public sealed partial record SetChargingProfileResponse : IOcppResponse
{
    /// <summary>Whether the profile is installed.</summary>
    public required OcppEnum<ChargingProfileStatus> Status { get; init; }
}

/// <summary>Outcome of a SetChargingProfile.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.11.</remarks>
public enum ChargingProfileStatus
{
    /// <summary>The profile is installed.</summary>
    Accepted,

    /// <summary>The profile is refused.</summary>
    Rejected,

    /// <summary>The Charge Point does not support the request.</summary>
    NotSupported,
}
