using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports how the upload of diagnostics goes.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.4 (behaviour), §6.17 (fields).</remarks>
[OcppAction("DiagnosticsStatusNotification", SentBy.ChargePoint, FeatureProfile.FirmwareManagement)]
public sealed partial record DiagnosticsStatusNotificationRequest : IOcppRequest<DiagnosticsStatusNotificationResponse>
{
    /// <summary>State of the upload.</summary>
    public required OcppEnum<DiagnosticsStatus> Status { get; init; }
}

/// <summary>Answers a DiagnosticsStatusNotification.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.18 (no fields).</remarks>
public sealed partial record DiagnosticsStatusNotificationResponse : IOcppResponse;

/// <summary>State of an upload of diagnostics.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.24.</remarks>
public enum DiagnosticsStatus
{
    /// <summary>Nothing to do; only sent when a TriggerMessage asked.</summary>
    Idle,

    /// <summary>The file is uploaded.</summary>
    Uploaded,

    /// <summary>The upload failed.</summary>
    UploadFailed,

    /// <summary>The file is being uploaded.</summary>
    Uploading,
}
