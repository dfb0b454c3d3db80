using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks the Charge Point to send a message of its own now.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.17 (behaviour), §6.51 (fields).</remarks>
[OcppAction("TriggerMessage", SentBy.CentralSystem, FeatureProfile.RemoteTrigger)]
public sealed partial record TriggerMessageRequest : IOcppRequest<TriggerMessageResponse>
{
    /// <summary>The message wanted.</summary>
    public required OcppEnum<MessageTrigger> RequestedMessage { get; init; }

    /// <summary>Connector the message is wanted for; 0 for the Charge Point itself.</summary>
    /// <remarks>The field table says above 0, but §5.17 uses 0.</remarks>
    [Range(0, int.MaxValue)]
    public int? ConnectorId { get; init; }
}

/// <summary>Answers a TriggerMessage.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.52.</remarks>
public sealed partial record TriggerMessageResponse : IOcppResponse
{
    /// <summary>Whether the message follows.</summary>
    public required OcppEnum<TriggerMessageStatus> Status { get; init; }
}

/// <summary>Messages a TriggerMessage can ask for.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.32.</remarks>
public enum MessageTrigger
{
    /// <summary>A BootNotification; not after one was accepted (errata §3.40).</summary>
    BootNotification,

    /// <summary>A DiagnosticsStatusNotification.</summary>
    DiagnosticsStatusNotification,

    /// <summary>A FirmwareStatusNotification.</summary>
    FirmwareStatusNotification,

    /// <summary>A Heartbeat.</summary>
    Heartbeat,

    /// <summary>The latest values of all measurands in MeterValuesSampledData (errata §3.46).</summary>
    MeterValues,

    /// <summary>A StatusNotification.</summary>
    StatusNotification,
}
