using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Reports that a transaction has begun on a connector.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.8 (behaviour), §6.45 (fields); sent again after a failure, §3.7.1.</remarks>
[OcppAction("StartTransaction", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record StartTransactionRequest : IOcppRequest<StartTransactionResponse>
{
    /// <summary>Connector that delivers the energy, counted from 1.</summary>
    [Range(1, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>CiString20Type: equal regardless of case (§7.28).</summary>
    [MaxLength(20)]
    public required string IdTag { get; init; }

    /// <summary>Meter register at the start, in Wh.</summary>
    public required long MeterStart { get; init; }

    /// <summary>Reservation that ends with this transaction.</summary>
    public int? ReservationId { get; init; }

    /// <summary>Charge Point time of the start; may lie days back when it was offline (§3.7).</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>Answers a StartTransaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.46, errata §3.54 (transaction ids).</remarks>
public sealed partial record StartTransactionResponse : IOcppResponse
{
    /// <summary>The verdict, checked again even if the Charge Point let the idTag in by itself.</summary>
    public required IdTagInfo IdTagInfo { get; init; }

    /// <summary>Id for all later messages of the transaction; positive and unique is recommended, given also when the idTag is refused.</summary>
    public required int TransactionId { get; init; }
}
