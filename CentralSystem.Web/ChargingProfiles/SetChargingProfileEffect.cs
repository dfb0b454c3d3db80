using CentralSystem.Web.Commands;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Keeps the profile a Charge Point installed, in place of those it replaced.</summary>
/// <remarks>Source: OCPP 1.6 §3.13.2, §5.16.4: replaced are a profile with the same id, and one of the same purpose and stackLevel on the same connector.</remarks>
internal sealed class SetChargingProfileEffect : CommandEffect<SetChargingProfileRequest, SetChargingProfileResponse>
{
    protected override void Answered(CommandChange change, SetChargingProfileRequest request, SetChargingProfileResponse response)
    {
        var profile = request.CsChargingProfiles;
        if (response.Status != ChargingProfileStatus.Accepted || profile.ChargingProfilePurpose.Known is not { } purpose)
        {
            return;
        }

        ProfileInstallation.RemoveReplaced(change, request.ConnectorId, profile, purpose);
        var transactionId = TransactionOf(change, request, purpose);
        if (HasEnded(change, transactionId))
        {
            // A TxProfile ends with its transaction (§3.13.1), and this one ended before the answer was read.
            return;
        }

        ProfileInstallation.Add(change, request.ConnectorId, profile, purpose, transactionId);
    }

    /// <summary>The transaction of a TxProfile: the one it names, or else the one that runs on its connector.</summary>
    private static int? TransactionOf(CommandChange change, SetChargingProfileRequest request, ChargingProfilePurpose purpose)
    {
        if (purpose != ChargingProfilePurpose.TxProfile)
        {
            return null;
        }

        return request.CsChargingProfiles.TransactionId
            ?? (change.ChargePoint.Connector(request.ConnectorId).OpenTransactionId is > 0 and var open ? open : null);
    }

    private static bool HasEnded(CommandChange change, int? transactionId) =>
        transactionId is { } id && change.Db.Transactions.Any(t => t.TransactionId == id && t.ChargePointKey == change.ChargePointKey && t.StopReceivedAt != null);
}
