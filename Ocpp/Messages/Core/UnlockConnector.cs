using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Unlocks the cable of a connector; a running transaction ends first.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.18 (behaviour), §6.53 (fields).</remarks>
[OcppAction("UnlockConnector", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record UnlockConnectorRequest : IOcppRequest<UnlockConnectorResponse>
{
    /// <summary>Counted from 1.</summary>
    [Range(1, int.MaxValue)]
    public required int ConnectorId { get; init; }
}

/// <summary>Answers an UnlockConnector.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.54.</remarks>
public sealed partial record UnlockConnectorResponse : IOcppResponse
{
    /// <summary>Whether the cable is free.</summary>
    public required OcppEnum<UnlockStatus> Status { get; init; }
}

/// <summary>Outcome of an UnlockConnector.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.46, errata §3.85.</remarks>
public enum UnlockStatus
{
    /// <summary>Unlocked.</summary>
    Unlocked,

    /// <summary>Tried, but still locked.</summary>
    UnlockFailed,

    /// <summary>There is no lock, or no such connector.</summary>
    NotSupported,
}
