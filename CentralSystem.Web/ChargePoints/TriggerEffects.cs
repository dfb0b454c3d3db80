using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Lets a pending Charge Point send what it is asked for (OCPP 1.6 §4.2).</summary>
/// <remarks>Noted before the frame leaves: the message may come together with the answer.</remarks>
internal sealed class TriggerMessageEffect : CommandEffect<TriggerMessageRequest, TriggerMessageResponse>
{
    protected override void Sending(ChargePointSession session, TriggerMessageRequest request) => session.Triggered(request.RequestedMessage.ToString());
}

/// <inheritdoc cref="TriggerMessageEffect"/>
internal sealed class ExtendedTriggerMessageEffect : CommandEffect<ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse>
{
    protected override void Sending(ChargePointSession session, ExtendedTriggerMessageRequest request) => session.Triggered(request.RequestedMessage.Known switch
    {
        // Two triggers are named otherwise than the message they bring (whitepaper §6.14).
        ExtendedMessageTrigger.FirmwareStatusNotification => "SignedFirmwareStatusNotification",
        ExtendedMessageTrigger.SignChargePointCertificate => "SignCertificate",
        _ => request.RequestedMessage.ToString(),
    });
}
