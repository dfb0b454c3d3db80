using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports how a signed firmware update goes.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.19 (fields), use case L01.</remarks>
[OcppAction("SignedFirmwareStatusNotification", SentBy.ChargePoint, FeatureProfile.Security)]
public sealed partial record SignedFirmwareStatusNotificationRequest : IOcppRequest<SignedFirmwareStatusNotificationResponse>, IConditionalRules
{
    /// <summary>State of the update.</summary>
    public required OcppEnum<SignedFirmwareStatus> Status { get; init; }

    /// <summary>Id of the SignedUpdateFirmware that started the update; absent only with Idle.</summary>
    public int? RequestId { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Require(RequestId is not null || Status == SignedFirmwareStatus.Idle, "requestId", "mandatory, unless status is Idle (L01.FR.21)");
    }
}

/// <summary>Answers a SignedFirmwareStatusNotification.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.20 (no fields).</remarks>
public sealed partial record SignedFirmwareStatusNotificationResponse : IOcppResponse;

/// <summary>State of a signed firmware update.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.6 (FirmwareStatusEnumType; renamed here, as it differs from the FirmwareStatus of OCPP 1.6 §7.25).</remarks>
public enum SignedFirmwareStatus
{
    /// <summary>The image has arrived.</summary>
    Downloaded,

    /// <summary>The image could not be downloaded. The update has failed.</summary>
    DownloadFailed,

    /// <summary>The image is being downloaded.</summary>
    Downloading,

    /// <summary>The download is planned.</summary>
    DownloadScheduled,

    /// <summary>The download pauses.</summary>
    DownloadPaused,

    /// <summary>Nothing to do; only sent when an ExtendedTriggerMessage asked.</summary>
    Idle,

    /// <summary>The image could not be installed. The update has failed.</summary>
    InstallationFailed,

    /// <summary>The image is being installed.</summary>
    Installing,

    /// <summary>The new firmware is in place. The update has succeeded.</summary>
    Installed,

    /// <summary>The Charge Point is about to reboot into the new firmware.</summary>
    InstallRebooting,

    /// <summary>The installation is planned for its installDateTime.</summary>
    InstallScheduled,

    /// <summary>The image does not verify, by its checksum for instance. The update has failed.</summary>
    InstallVerificationFailed,

    /// <summary>The signature is not valid. The update has failed.</summary>
    InvalidSignature,

    /// <summary>The signature is valid.</summary>
    SignatureVerified,
}
