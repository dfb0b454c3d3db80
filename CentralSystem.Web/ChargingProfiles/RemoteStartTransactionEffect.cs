using CentralSystem.Web.Commands;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Keeps the profile that came with an accepted RemoteStartTransaction.</summary>
/// <remarks>
/// Source: OCPP 1.6 §5.11, §5.16.2: it is for the transaction that is about to start, so it names none. The next stop on its
/// connector ends it; where the Charge Point chose the connector it is kept under 0.
/// </remarks>
internal sealed class RemoteStartTransactionEffect : CommandEffect<RemoteStartTransactionRequest, RemoteStartTransactionResponse>
{
    protected override void Answered(CommandChange change, RemoteStartTransactionRequest request, RemoteStartTransactionResponse response)
    {
        if (response.Status != RemoteStartStopStatus.Accepted || request.ChargingProfile is not { } profile)
        {
            return;
        }

        var connectorId = request.ConnectorId ?? 0;
        var started = change.ChargePoint.Connector(connectorId).OpenTransactionId;
        ProfileInstallation.RemoveReplaced(change, connectorId, profile, ChargingProfilePurpose.TxProfile);
        ProfileInstallation.Add(change, connectorId, profile, ChargingProfilePurpose.TxProfile, started > 0 ? started : null);
    }
}
