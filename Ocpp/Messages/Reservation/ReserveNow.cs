using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reserves a connector for an idTag.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.13 (behaviour), §6.37 (fields).</remarks>
[OcppAction("ReserveNow", SentBy.CentralSystem, FeatureProfile.Reservation)]
public sealed partial record ReserveNowRequest : IOcppRequest<ReserveNowResponse>
{
    /// <summary>0 for no connector in particular.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>When the reservation ends.</summary>
    public required DateTimeOffset ExpiryDate { get; init; }

    /// <summary>CiString20Type: equal regardless of case (§7.28).</summary>
    [MaxLength(20)]
    public required string IdTag { get; init; }

    /// <summary>Any idTag with this parent may use the reservation.</summary>
    [MaxLength(20)]
    public string? ParentIdTag { get; init; }

    /// <summary>Unique in the Charge Point; a known id replaces that reservation.</summary>
    public required int ReservationId { get; init; }
}

/// <summary>Answers a ReserveNow.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.38.</remarks>
public sealed partial record ReserveNowResponse : IOcppResponse
{
    /// <summary>Whether the reservation is made.</summary>
    public required OcppEnum<ReservationStatus> Status { get; init; }
}

/// <summary>Outcome of a ReserveNow.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.40.</remarks>
public enum ReservationStatus
{
    /// <summary>Reserved.</summary>
    Accepted,

    /// <summary>The connector, or all of them, are faulted.</summary>
    Faulted,

    /// <summary>The connector, or all of them, are in use or reserved.</summary>
    Occupied,

    /// <summary>The Charge Point is not configured to accept reservations.</summary>
    Rejected,

    /// <summary>The connector, or all of them, are unavailable.</summary>
    Unavailable,
}
