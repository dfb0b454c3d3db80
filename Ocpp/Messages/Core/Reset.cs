using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Restarts the Charge Point.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.14 (behaviour), §6.39 (fields), errata §3.36.</remarks>
[OcppAction("Reset", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record ResetRequest : IOcppRequest<ResetResponse>
{
    /// <summary>How deep the restart goes.</summary>
    public required OcppEnum<ResetType> Type { get; init; }
}

/// <summary>Answers a Reset.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.40.</remarks>
public sealed partial record ResetResponse : IOcppResponse
{
    /// <summary>Whether the Charge Point restarts.</summary>
    public required OcppEnum<ResetStatus> Status { get; init; }
}

/// <summary>Depth of a restart.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.42, errata §3.81.</remarks>
public enum ResetType
{
    /// <summary>The hardware restarts; running transactions need not be stopped gracefully, queued information may be lost.</summary>
    Hard,

    /// <summary>Transactions are stopped gracefully, then the application restarts.</summary>
    Soft,
}

/// <summary>Outcome of a Reset.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.41.</remarks>
public enum ResetStatus
{
    /// <summary>The Charge Point will restart.</summary>
    Accepted,

    /// <summary>It will not.</summary>
    Rejected,
}
