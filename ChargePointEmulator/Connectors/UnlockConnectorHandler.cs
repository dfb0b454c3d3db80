using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Connectors;

/// <summary>Releases the cable for a user who cannot; a running transaction ends first.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.18, §7.46, errata §3.85.</remarks>
internal sealed class UnlockConnectorHandler : ChargePointHandler<UnlockConnectorRequest, UnlockConnectorResponse>
{
    protected override UnlockConnectorResponse Handle(UnlockConnectorRequest request, EmulatedChargePoint chargePoint)
    {
        if (chargePoint.FindConnector(request.ConnectorId) is not { } connector || chargePoint.Settings.FixedCable)
        {
            return new() { Status = UnlockStatus.NotSupported };
        }

        if (connector.IsLockJammed)
        {
            return new() { Status = UnlockStatus.UnlockFailed };
        }

        chargePoint.Outbox.AfterAnswer(() =>
        {
            chargePoint.Transactions.Stop(connector, Reason.UnlockCommand);
            (connector.IsLocked, connector.HeldFor) = (false, null);
            if (connector.IsVehicleAway)
            {
                // The lock alone kept the cable in.
                connector.Unplug();
            }
        });
        return new() { Status = UnlockStatus.Unlocked };
    }
}
