using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Asks for a diagnostics file.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.9 (behaviour), §6.25 (fields), errata §3.50 (retries).</remarks>
[OcppAction("GetDiagnostics", SentBy.CentralSystem, FeatureProfile.FirmwareManagement)]
public sealed partial record GetDiagnosticsRequest : IOcppRequest<GetDiagnosticsResponse>
{
    /// <summary>URI of the directory to upload to; any text is accepted, and it may carry credentials (chapter 8).</summary>
    public required string Location { get; init; }

    /// <summary>How many times a failed upload is tried again; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? Retries { get; init; }

    /// <summary>Seconds between two attempts; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? RetryInterval { get; init; }

    /// <summary>Oldest entry wanted.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Latest entry wanted.</summary>
    public DateTimeOffset? StopTime { get; init; }
}

/// <summary>Answers a GetDiagnostics.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.26.</remarks>
public sealed partial record GetDiagnosticsResponse : IOcppResponse
{
    /// <summary>Name of the file that will arrive; absent when there is nothing to send.</summary>
    [MaxLength(255)]
    public string? FileName { get; init; }
}
