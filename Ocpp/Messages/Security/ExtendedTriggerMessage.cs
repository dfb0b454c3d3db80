using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks the Charge Point to send a message of its own now, those of the whitepaper included.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.5 (fields); behaviour as of TriggerMessage, OCPP 1.6 ed. 2 §5.17.</remarks>
[OcppAction("ExtendedTriggerMessage", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record ExtendedTriggerMessageRequest : IOcppRequest<ExtendedTriggerMessageResponse>
{
    /// <summary>The message wanted.</summary>
    public required OcppEnum<ExtendedMessageTrigger> RequestedMessage { get; init; }

    /// <summary>Connector the message is wanted for. The field table says above 0; 0 is taken for the Charge Point itself, as in TriggerMessage.</summary>
    [Range(0, int.MaxValue)]
    public int? ConnectorId { get; init; }
}

/// <summary>Answers an ExtendedTriggerMessage.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.6.</remarks>
public sealed partial record ExtendedTriggerMessageResponse : IOcppResponse
{
    /// <summary>Whether the message follows.</summary>
    public required OcppEnum<TriggerMessageStatus> Status { get; init; }
}

/// <summary>Messages an ExtendedTriggerMessage can ask for.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.14 (MessageTriggerEnumType; renamed here, as it differs from the MessageTrigger of OCPP 1.6 §7.32).</remarks>
public enum ExtendedMessageTrigger
{
    /// <summary>A BootNotification.</summary>
    BootNotification,

    /// <summary>A LogStatusNotification.</summary>
    LogStatusNotification,

    /// <summary>A SignedFirmwareStatusNotification, in spite of the name.</summary>
    FirmwareStatusNotification,

    /// <summary>A Heartbeat.</summary>
    Heartbeat,

    /// <summary>A MeterValues.</summary>
    MeterValues,

    /// <summary>A SignCertificate, for a new Charge Point certificate.</summary>
    SignChargePointCertificate,

    /// <summary>A StatusNotification.</summary>
    StatusNotification,
}
