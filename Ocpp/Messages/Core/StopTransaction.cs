using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Reports that a transaction has ended.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.10 (behaviour), §6.49 (fields); sent again after a failure, §3.7.1.</remarks>
[OcppAction("StopTransaction", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record StopTransactionRequest : IOcppRequest<StopTransactionResponse>
{
    /// <summary>Who stopped it, CiString20Type; absent when the Charge Point stopped by itself.</summary>
    [MaxLength(20)]
    public string? IdTag { get; init; }

    /// <summary>Meter register at the end, in Wh.</summary>
    public required long MeterStop { get; init; }

    /// <summary>Charge Point time of the end; may lie days back when it was offline (§3.7).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Id given in the StartTransaction response; -1 when it never arrived (errata §3.18).</summary>
    public required int TransactionId { get; init; }

    /// <summary>Absent, Local.</summary>
    public OcppEnum<Reason>? Reason { get; init; }

    /// <summary>Meter values of the transaction that matter for billing (§3.16.5).</summary>
    public IReadOnlyList<MeterValue>? TransactionData { get; init; }
}

/// <summary>Answers a StopTransaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.50.</remarks>
public sealed partial record StopTransactionResponse : IOcppResponse
{
    /// <summary>The verdict on the idTag of the request; absent when it had none. It cannot undo the stop (§4.10).</summary>
    public IdTagInfo? IdTagInfo { get; init; }
}

/// <summary>Why a transaction ended.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.36.</remarks>
public enum Reason
{
    /// <summary>The StartTransaction response refused the idTag.</summary>
    DeAuthorized,

    /// <summary>The emergency stop was used.</summary>
    EmergencyStop,

    /// <summary>The cable was unplugged, or the vehicle left an inductive charge unit.</summary>
    EVDisconnected,

    /// <summary>A hard reset was commanded.</summary>
    HardReset,

    /// <summary>The user stopped at the Charge Point. A regular end, and the default.</summary>
    Local,

    /// <summary>Any other reason.</summary>
    Other,

    /// <summary>All power was lost.</summary>
    PowerLoss,

    /// <summary>The Charge Point restarted of its own accord, by its watchdog for instance.</summary>
    Reboot,

    /// <summary>Stopped from afar: by the user, or because a prepaid credit is used up. A regular end.</summary>
    Remote,

    /// <summary>A soft reset was commanded.</summary>
    SoftReset,

    /// <summary>The Central System unlocked the connector.</summary>
    UnlockCommand,
}
