using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>Which part of a log is wanted, and where it goes.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.12 (LogParametersType).</remarks>
public sealed partial record LogParameters : IOcppType
{
    /// <summary>URL to upload the log to; may carry credentials.</summary>
    [MaxLength(512)]
    public required string RemoteLocation { get; init; }

    /// <summary>Oldest entry wanted.</summary>
    public DateTimeOffset? OldestTimestamp { get; init; }

    /// <summary>Latest entry wanted.</summary>
    public DateTimeOffset? LatestTimestamp { get; init; }
}
