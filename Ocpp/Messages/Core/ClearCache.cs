using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Empties the Authorization Cache.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.4 (behaviour), §6.11 (no fields).</remarks>
[OcppAction("ClearCache", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record ClearCacheRequest : IOcppRequest<ClearCacheResponse>;

/// <summary>Answers a ClearCache.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.12.</remarks>
public sealed partial record ClearCacheResponse : IOcppResponse
{
    /// <summary>Whether the cache is empty now.</summary>
    public required OcppEnum<ClearCacheStatus> Status { get; init; }
}

/// <summary>Outcome of a ClearCache.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.20.</remarks>
public enum ClearCacheStatus
{
    /// <summary>The cache is empty.</summary>
    Accepted,

    /// <summary>Not done; also when there is no cache (errata §3.23).</summary>
    Rejected,
}
