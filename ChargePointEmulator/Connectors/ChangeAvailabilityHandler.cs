using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Connectors;

/// <summary>Takes a connector, or all of them, in or out of service; after a running transaction if there is one.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.2. The charge point's availability and each connector's own are kept apart; both must be operative.</remarks>
internal sealed class ChangeAvailabilityHandler : ChargePointHandler<ChangeAvailabilityRequest, ChangeAvailabilityResponse>
{
    protected override ChangeAvailabilityResponse Handle(ChangeAvailabilityRequest request, EmulatedChargePoint chargePoint)
    {
        var connectors = request.ConnectorId == 0 ? chargePoint.Connectors : chargePoint.FindConnector(request.ConnectorId) is { } one ? [one] : [];
        if (connectors.Count == 0 || !request.Type.IsKnown(out var type))
        {
            return new() { Status = AvailabilityStatus.Rejected };
        }

        var isOperative = type == AvailabilityType.Operative;
        var mustWait = !isOperative && connectors.Any(connector => connector.Transaction is not null);
        chargePoint.Outbox.AfterAnswer(() => Apply(chargePoint, connectors, isOperative, request.ConnectorId == 0));
        return new() { Status = mustWait ? AvailabilityStatus.Scheduled : AvailabilityStatus.Accepted };
    }

    private static void Apply(EmulatedChargePoint chargePoint, IEnumerable<Connector> connectors, bool isOperative, bool isWholeChargePoint)
    {
        var waits = false;
        foreach (var connector in connectors)
        {
            if (connector.Transaction is not null && !isOperative)
            {
                connector.ScheduledOperative = false;
                waits = true;
            }
            else
            {
                connector.ScheduledOperative = null;
                connector.IsOperative = isOperative;
                if (!isOperative)
                {
                    // A cable that is still in after its session is Finishing until it is pulled; Unavailable comes then (transition F8).
                    connector.ClearPresented();
                }
            }
        }

        if (isWholeChargePoint)
        {
            // The whole charge point follows when its last connector does.
            chargePoint.IsScheduledInoperative = waits;
            chargePoint.IsOperative = isOperative || waits;
            chargePoint.Status.Changed(0);
        }

        chargePoint.Reservations.EndImpossible();
        foreach (var connector in chargePoint.Connectors)
        {
            connector.Refresh();
        }

        chargePoint.Keep();
    }
}
