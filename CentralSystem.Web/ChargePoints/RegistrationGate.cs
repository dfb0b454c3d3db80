using CentralSystem.Web.Connections;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Keeps out what a Charge Point must not send yet.</summary>
/// <remarks>Source: OCPP-J errata §3.8; let in are a Charge Point that was accepted before and reconnects (OCPP-J §5.4), and what we asked a pending one for (OCPP 1.6 §4.2).</remarks>
internal sealed class RegistrationGate(TimeProvider time) : ICallGate<ChargePointSession>
{
    public bool Admits(ChargePointSession peer, OcppAction action)
    {
        var chargePoint = peer.ChargePoint;
        var isAccepted = chargePoint is { Registration: RegistrationStatus.Accepted, WasAccepted: true };
        return isAccepted || action.RequestType == typeof(BootNotificationRequest) || peer.TakeTriggered(action.Name, time.GetUtcNow())
            ? true
            : throw new OcppCallException(OcppErrorCode.SecurityError, "The Charge Point is not accepted yet: a BootNotification has to be answered Accepted first.");
    }
}
