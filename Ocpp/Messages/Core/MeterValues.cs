using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Reports what was metered, inside or outside a transaction.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §4.7 (behaviour), §6.31 (fields); a transaction-related message, §3.7.
/// At least one meter value is required here; for the samples in it see <see cref="MeterValue" />.
/// </remarks>
[OcppAction("MeterValues", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record MeterValuesRequest : IOcppRequest<MeterValuesResponse>
{
    /// <summary>0 for the main meter.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>Transaction that ran on the connector when the samples were taken; -1 when its id never arrived (errata §3.18).</summary>
    public int? TransactionId { get; init; }

    /// <summary>The samples, each set with its time.</summary>
    [MinLength(1)]
    public required IReadOnlyList<MeterValue> MeterValue { get; init; }
}

/// <summary>Answers a MeterValues.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.32 (no fields).</remarks>
public sealed partial record MeterValuesResponse : IOcppResponse;
