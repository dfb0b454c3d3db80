using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Triggers;

/// <summary>Sends a message on request, after the answer (§5.17).</summary>
internal sealed class TriggerMessageHandler : ChargePointHandler<TriggerMessageRequest, TriggerMessageResponse>
{
    protected override TriggerMessageResponse Handle(TriggerMessageRequest request, EmulatedChargePoint chargePoint)
    {
        if (!request.RequestedMessage.IsKnown(out var message))
        {
            return new() { Status = TriggerMessageStatus.NotImplemented };
        }

        if (!IsPossible(message, request.ConnectorId, chargePoint))
        {
            return new() { Status = TriggerMessageStatus.Rejected };
        }

        chargePoint.Outbox.AfterAnswer(() => Send(message, request.ConnectorId, chargePoint));
        return new() { Status = TriggerMessageStatus.Accepted };
    }

    /// <summary>The connector exists where it matters; a boot is not repeated once accepted (errata §3.35).</summary>
    private static bool IsPossible(MessageTrigger message, int? connectorId, EmulatedChargePoint chargePoint) => message switch
    {
        MessageTrigger.BootNotification => chargePoint.Boot.State != Registration.Accepted,
        MessageTrigger.MeterValues or MessageTrigger.StatusNotification => Connectors.Exist(chargePoint, connectorId),
        _ => true,
    };

    private static void Send(MessageTrigger message, int? connectorId, EmulatedChargePoint chargePoint)
    {
        switch (message)
        {
            case MessageTrigger.BootNotification:
                chargePoint.Boot.SendBoot();
                break;
            case MessageTrigger.DiagnosticsStatusNotification:
                chargePoint.DiagnosticsUpload.SendStatus();
                break;
            case MessageTrigger.FirmwareStatusNotification:
                chargePoint.FirmwareUpdate.SendStatus();
                break;
            case MessageTrigger.Heartbeat:
                chargePoint.Boot.SendHeartbeat();
                break;
            case MessageTrigger.MeterValues:
                chargePoint.Meters.Trigger(connectorId);
                break;
            case MessageTrigger.StatusNotification:
                chargePoint.Status.ReportTriggered(connectorId);
                break;
        }
    }
}

/// <summary>The same for the messages of the security whitepaper (§6.14).</summary>
internal sealed class ExtendedTriggerMessageHandler : ChargePointHandler<ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse>
{
    protected override ExtendedTriggerMessageResponse Handle(ExtendedTriggerMessageRequest request, EmulatedChargePoint chargePoint)
    {
        if (!request.RequestedMessage.IsKnown(out var message))
        {
            return new() { Status = TriggerMessageStatus.NotImplemented };
        }

        var isPossible = message switch
        {
            ExtendedMessageTrigger.BootNotification => chargePoint.Boot.State != Registration.Accepted,
            ExtendedMessageTrigger.MeterValues or ExtendedMessageTrigger.StatusNotification => Connectors.Exist(chargePoint, request.ConnectorId),

            // Without a CPO name there is no organisation to write into the request (A02.FR.13).
            ExtendedMessageTrigger.SignChargePointCertificate => chargePoint.Configuration.Text("CpoName").Length > 0,
            _ => true,
        };
        if (!isPossible)
        {
            return new() { Status = TriggerMessageStatus.Rejected };
        }

        chargePoint.Outbox.AfterAnswer(() => Send(message, request.ConnectorId, chargePoint));
        return new() { Status = TriggerMessageStatus.Accepted };
    }

    private static void Send(ExtendedMessageTrigger message, int? connectorId, EmulatedChargePoint chargePoint)
    {
        switch (message)
        {
            case ExtendedMessageTrigger.BootNotification:
                chargePoint.Boot.SendBoot();
                break;
            case ExtendedMessageTrigger.LogStatusNotification:
                chargePoint.LogUpload.SendStatus();
                break;
            case ExtendedMessageTrigger.FirmwareStatusNotification:
                chargePoint.FirmwareUpdate.SendSignedStatus();
                break;
            case ExtendedMessageTrigger.Heartbeat:
                chargePoint.Boot.SendHeartbeat();
                break;
            case ExtendedMessageTrigger.MeterValues:
                chargePoint.Meters.Trigger(connectorId);
                break;
            case ExtendedMessageTrigger.SignChargePointCertificate:
                chargePoint.Certificates.RequestCertificate();
                break;
            case ExtendedMessageTrigger.StatusNotification:
                chargePoint.Status.ReportTriggered(connectorId);
                break;
        }
    }
}

internal static class Connectors
{
    /// <summary>0 is the charge point itself; absent means all.</summary>
    public static bool Exist(EmulatedChargePoint chargePoint, int? connectorId) =>
        connectorId is null or 0 || chargePoint.FindConnector(connectorId.Value) is not null;
}
