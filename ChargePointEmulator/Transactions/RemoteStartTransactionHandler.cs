using ChargePointEmulator.Boot;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Transactions;

/// <summary>Begins a start on behalf of a user; the transaction follows with the cable.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.11, §5.16.2; errata §3.32, §3.41. Not allowed while Pending (§4.2).</remarks>
internal sealed class RemoteStartTransactionHandler : ChargePointHandler<RemoteStartTransactionRequest, RemoteStartTransactionResponse>
{
    protected override RemoteStartTransactionResponse Handle(RemoteStartTransactionRequest request, EmulatedChargePoint chargePoint)
    {
        if (!chargePoint.Settings.FeatureProfiles.Contains("SmartCharging"))
        {
            // Who knows nothing of profiles ignores them (§5.11).
            request = request with { ChargingProfile = null };
        }

        var connector = chargePoint.Boot.State == Registration.Accepted ? FindConnector(request, chargePoint) : null;
        if (connector is null || !IsProfileAllowed(request.ChargingProfile, connector, chargePoint))
        {
            return new() { Status = RemoteStartStopStatus.Rejected };
        }

        chargePoint.Outbox.AfterAnswer(() => Begin(request, chargePoint, connector));
        return new() { Status = RemoteStartStopStatus.Accepted };
    }

    private static bool IsProfileAllowed(ChargingProfile? profile, Connector connector, EmulatedChargePoint chargePoint) =>
        profile is null || (profile.ChargingProfilePurpose == ChargingProfilePurpose.TxProfile && profile.TransactionId is null
            && chargePoint.Charging.IsSound(profile) && chargePoint.Charging.HasRoomFor(connector.Id, profile));

    /// <summary>The connector asked for if it can start, or without one the best: plugged in first.</summary>
    private static Connector? FindConnector(RemoteStartTransactionRequest request, EmulatedChargePoint chargePoint)
    {
        var candidates = request.ConnectorId is { } id
            ? chargePoint.Connectors.Where(connector => connector.Id == id)
            : chargePoint.Connectors.OrderByDescending(connector => connector.IsPlugged);
        return candidates.FirstOrDefault(connector => connector.CanStart && connector.Presented is null && IsOpenTo(request.IdTag, connector, chargePoint));
    }

    /// <summary>A reservation for a group may turn out to include the idTag, if the start is authorized first.</summary>
    private static bool IsOpenTo(string idTag, Connector connector, EmulatedChargePoint chargePoint) =>
        chargePoint.Configuration.Flag("AuthorizeRemoteTxRequests") ? chargePoint.Reservations.MightUse(connector, idTag) : chargePoint.Reservations.MayUse(connector, idTag);

    private static void Begin(RemoteStartTransactionRequest request, EmulatedChargePoint chargePoint, Connector connector)
    {
        if (chargePoint.Configuration.Flag("AuthorizeRemoteTxRequests"))
        {
            chargePoint.Authorizer.Authorize(request.IdTag, verdict =>
            {
                if (verdict.IsAccepted)
                {
                    Present(verdict.ParentIdTag);
                }
            });
        }
        else
        {
            Present(null);
        }

        void Present(string? parentIdTag)
        {
            var idTag = new PresentedIdTag(request.IdTag, parentIdTag) { ChargingProfile = request.ChargingProfile };
            if (connector.CanStart && chargePoint.Reservations.MayUse(connector, idTag.IdTag, idTag.ParentIdTag))
            {
                connector.Present(idTag);
                chargePoint.Users.RemotelyExpected(connector);
            }
        }
    }
}
