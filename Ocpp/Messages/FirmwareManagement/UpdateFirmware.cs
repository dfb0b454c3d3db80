using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Tells the Charge Point where new firmware lies.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.19 (behaviour), §6.55 (fields), errata §3.63 (retrieveDate).</remarks>
[OcppAction("UpdateFirmware", SentBy.CentralSystem, FeatureProfile.FirmwareManagement)]
public sealed partial record UpdateFirmwareRequest : IOcppRequest<UpdateFirmwareResponse>
{
    /// <summary>URI to retrieve the image from; any text is accepted, and it may carry credentials (chapter 8).</summary>
    public required string Location { get; init; }

    /// <summary>How many times a failed download is tried again; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? Retries { get; init; }

    /// <summary>The download starts as soon as possible after this instant.</summary>
    public required DateTimeOffset RetrieveDate { get; init; }

    /// <summary>Seconds between two attempts; absent, the Charge Point decides.</summary>
    [Range(0, int.MaxValue)]
    public int? RetryInterval { get; init; }
}

/// <summary>Answers an UpdateFirmware.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.56 (no fields).</remarks>
public sealed partial record UpdateFirmwareResponse : IOcppResponse;
