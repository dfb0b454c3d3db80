using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks for a log file.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.9 (fields), use case N01.</remarks>
[OcppAction("GetLog", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record GetLogRequest : IOcppRequest<GetLogResponse>
{
    /// <summary>The log wanted.</summary>
    public required OcppEnum<LogType> LogType { get; init; }

    /// <summary>Comes back in every LogStatusNotification of this upload.</summary>
    public required int RequestId { get; init; }

    /// <summary>How many times a failed upload is tried again; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? Retries { get; init; }

    /// <summary>Seconds between two attempts; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? RetryInterval { get; init; }

    /// <summary>The part wanted, and where it goes.</summary>
    public required LogParameters Log { get; init; }
}

/// <summary>Answers a GetLog.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.10.</remarks>
public sealed partial record GetLogResponse : IOcppResponse
{
    /// <summary>Whether the upload starts.</summary>
    public required OcppEnum<LogStatus> Status { get; init; }

    /// <summary>Name of the file that will arrive; absent when there is nothing to send.</summary>
    [MaxLength(255)]
    public string? Filename { get; init; }
}

/// <summary>Logs a Charge Point keeps.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.11 (LogEnumType).</remarks>
public enum LogType
{
    /// <summary>Diagnostics.</summary>
    DiagnosticsLog,

    /// <summary>Security events.</summary>
    SecurityLog,
}

/// <summary>Outcome of a GetLog.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.13 (LogStatusEnumType).</remarks>
public enum LogStatus
{
    /// <summary>The upload starts; it may still fail.</summary>
    Accepted,

    /// <summary>There will be no upload.</summary>
    Rejected,

    /// <summary>The upload starts, and one that was running is cancelled.</summary>
    AcceptedCanceled,
}
