using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Starts an update to signed firmware.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.21 (fields), use case L01.</remarks>
[OcppAction("SignedUpdateFirmware", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record SignedUpdateFirmwareRequest : IOcppRequest<SignedUpdateFirmwareResponse>
{
    /// <summary>How many times a failed download is tried again; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? Retries { get; init; }

    /// <summary>Seconds between two attempts; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? RetryInterval { get; init; }

    /// <summary>Comes back in every SignedFirmwareStatusNotification of this update.</summary>
    public required int RequestId { get; init; }

    /// <summary>The image, and when to use it.</summary>
    public required Firmware Firmware { get; init; }
}

/// <summary>Answers a SignedUpdateFirmware.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.22.</remarks>
public sealed partial record SignedUpdateFirmwareResponse : IOcppResponse
{
    /// <summary>Whether the update starts.</summary>
    public required OcppEnum<UpdateFirmwareStatus> Status { get; init; }
}

/// <summary>Outcome of a SignedUpdateFirmware.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.16 (UpdateFirmwareStatusEnumType).</remarks>
public enum UpdateFirmwareStatus
{
    /// <summary>The update starts; it may still fail.</summary>
    Accepted,

    /// <summary>There will be no update.</summary>
    Rejected,

    /// <summary>The update starts, and one that was running is cancelled.</summary>
    AcceptedCanceled,

    /// <summary>The signing certificate is invalid.</summary>
    InvalidCertificate,

    /// <summary>The signing certificate has been revoked.</summary>
    RevokedCertificate,
}
