using CentralSystem.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Writes that a Charge Point took a profile over.</summary>
internal static class ProfileInstallation
{
    /// <summary>Removes what the profile replaces.</summary>
    /// <remarks>Source: OCPP 1.6 §3.13.2, §5.16.4: the same id, and the same purpose and stackLevel on the same connector.</remarks>
    public static void RemoveReplaced(CommandChange change, int connectorId, ChargingProfile profile, ChargingProfilePurpose purpose) => change.Db.ChargingProfiles
        .Where(p => p.ChargePointKey == change.ChargePointKey
            && (p.ChargingProfileId == profile.ChargingProfileId
                || (p.ConnectorId == connectorId && p.Purpose == purpose && p.StackLevel == profile.StackLevel)))
        .ExecuteDelete();

    public static void Add(CommandChange change, int connectorId, ChargingProfile profile, ChargingProfilePurpose purpose, int? transactionId) =>
        change.Db.ChargingProfiles.Add(new InstalledChargingProfile
        {
            ChargePointKey = change.ChargePointKey,
            ChargingProfileId = profile.ChargingProfileId,
            ConnectorId = connectorId,
            StackLevel = profile.StackLevel,
            Purpose = purpose,
            TransactionId = transactionId,
            Profile = OcppPayload.ToJson(profile),
            InstalledAt = change.At,
        });
}
