using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports how a firmware update goes.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.5 (behaviour), §6.19 (fields).</remarks>
[OcppAction("FirmwareStatusNotification", SentBy.ChargePoint, FeatureProfile.FirmwareManagement)]
public sealed partial record FirmwareStatusNotificationRequest : IOcppRequest<FirmwareStatusNotificationResponse>
{
    /// <summary>State of the update.</summary>
    public required OcppEnum<FirmwareStatus> Status { get; init; }
}

/// <summary>Answers a FirmwareStatusNotification.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.20 (no fields).</remarks>
public sealed partial record FirmwareStatusNotificationResponse : IOcppResponse;

/// <summary>State of a firmware update.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.25.</remarks>
public enum FirmwareStatus
{
    /// <summary>The image has arrived.</summary>
    Downloaded,

    /// <summary>The image could not be downloaded.</summary>
    DownloadFailed,

    /// <summary>The image is being downloaded.</summary>
    Downloading,

    /// <summary>Nothing to do; only sent when a TriggerMessage asked.</summary>
    Idle,

    /// <summary>The image could not be installed.</summary>
    InstallationFailed,

    /// <summary>The image is being installed.</summary>
    Installing,

    /// <summary>The new firmware is in place.</summary>
    Installed,
}
