using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports how the upload of a log goes.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.13 (fields), use case N01.</remarks>
[OcppAction("LogStatusNotification", SentBy.ChargePoint, FeatureProfile.Security)]
public sealed partial record LogStatusNotificationRequest : IOcppRequest<LogStatusNotificationResponse>, IConditionalRules
{
    /// <summary>State of the upload.</summary>
    public required OcppEnum<UploadLogStatus> Status { get; init; }

    /// <summary>Id of the GetLog that started the upload; absent only with Idle.</summary>
    public int? RequestId { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Require(RequestId is not null || Status == UploadLogStatus.Idle, "requestId", "mandatory while a log upload is ongoing (N01.FR.12)");
    }
}

/// <summary>Answers a LogStatusNotification.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.14 (no fields).</remarks>
public sealed partial record LogStatusNotificationResponse : IOcppResponse;

/// <summary>State of the upload of a log.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.17 (UploadLogStatusEnumType); N01.FR.10 calls UploadFailure "UploadFailed".</remarks>
public enum UploadLogStatus
{
    /// <summary>A packet was malformed, or the protocols do not fit.</summary>
    BadMessage,

    /// <summary>No upload is running; only sent when an ExtendedTriggerMessage asked.</summary>
    Idle,

    /// <summary>The server does not support the operation.</summary>
    NotSupportedOperation,

    /// <summary>The server does not permit the operation.</summary>
    PermissionDenied,

    /// <summary>The file is uploaded.</summary>
    Uploaded,

    /// <summary>The upload failed.</summary>
    UploadFailure,

    /// <summary>The file is being uploaded.</summary>
    Uploading,
}
