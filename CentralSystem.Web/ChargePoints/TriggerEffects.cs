using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Lets a pending Charge Point send what it is asked for, and no more (OCPP 1.6 §4.2).</summary>
/// <remarks>Noted before the frame leaves: the message may come together with the answer.</remarks>
internal sealed class TriggerMessageEffect(ChargePointRegistry registry, TimeProvider time) : CommandEffect<TriggerMessageRequest, TriggerMessageResponse>
{
    protected override void Sending(ChargePointSession session, TriggerMessageRequest request) =>
        session.Triggered(ActionOf(request), TriggeredMessages.Count(session, request.ConnectorId), time.GetUtcNow());

    protected override void Answered(CommandChange change, TriggerMessageRequest request, TriggerMessageResponse response)
    {
        if (response.Status != TriggerMessageStatus.Accepted)
        {
            registry.Find(change.ChargePoint.Identity)?.NotTriggered(ActionOf(request));
        }
    }

    private static string ActionOf(TriggerMessageRequest request) => request.RequestedMessage.ToString();
}

/// <inheritdoc cref="TriggerMessageEffect"/>
internal sealed class ExtendedTriggerMessageEffect(ChargePointRegistry registry, TimeProvider time)
    : CommandEffect<ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse>
{
    protected override void Sending(ChargePointSession session, ExtendedTriggerMessageRequest request) =>
        session.Triggered(ActionOf(request), TriggeredMessages.Count(session, request.ConnectorId), time.GetUtcNow());

    protected override void Answered(CommandChange change, ExtendedTriggerMessageRequest request, ExtendedTriggerMessageResponse response)
    {
        if (response.Status != TriggerMessageStatus.Accepted)
        {
            registry.Find(change.ChargePoint.Identity)?.NotTriggered(ActionOf(request));
        }
    }

    private static string ActionOf(ExtendedTriggerMessageRequest request) => request.RequestedMessage.Known switch
    {
        // Two triggers are named otherwise than the message they bring (whitepaper §6.14).
        ExtendedMessageTrigger.FirmwareStatusNotification => SignedFirmwareStatusNotificationRequest.Action,
        ExtendedMessageTrigger.SignChargePointCertificate => SignCertificateRequest.Action,
        _ => request.RequestedMessage.ToString(),
    };
}

/// <summary>How many messages a trigger brings.</summary>
internal static class TriggeredMessages
{
    /// <summary>A Charge Point that has not reported yet has no more connectors than this.</summary>
    private const int MostConnectors = 16;

    /// <summary>One for a connector that is named; without one, one for each connector and the Charge Point itself (§5.17).</summary>
    public static int Count(ChargePointSession session, int? connectorId) =>
        connectorId is null ? Math.Max(MostConnectors, session.ChargePoint.Connectors.Count) : 1;
}
