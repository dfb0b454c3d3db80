using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Keeps the availability a Charge Point agreed to, now or after the running transaction.</summary>
/// <remarks>Source: OCPP 1.6 §5.2: connector 0 stands for the Charge Point and all its connectors.</remarks>
internal sealed class ChangeAvailabilityEffect : CommandEffect<ChangeAvailabilityRequest, ChangeAvailabilityResponse>
{
    protected override void Answered(CommandChange change, ChangeAvailabilityRequest request, ChangeAvailabilityResponse response)
    {
        if (response.Status != AvailabilityStatus.Accepted && response.Status != AvailabilityStatus.Scheduled)
        {
            return;
        }

        var connectors = change.Db.Connectors
            .Where(c => c.ChargePointKey == change.ChargePointKey && (c.ConnectorId == request.ConnectorId || request.ConnectorId == 0))
            .ToList();
        if (!connectors.Exists(c => c.ConnectorId == request.ConnectorId))
        {
            var connector = new Connector { ChargePointKey = change.ChargePointKey, ConnectorId = request.ConnectorId };
            change.Db.Connectors.Add(connector);
            connectors.Add(connector);
        }

        connectors.ForEach(connector => connector.RequestedAvailability = request.Type.ToString());
    }
}
