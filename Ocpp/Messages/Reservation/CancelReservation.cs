using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Cancels a reservation.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.1 (behaviour), §6.5 (fields).</remarks>
[OcppAction("CancelReservation", SentBy.CentralSystem, FeatureProfile.Reservation)]
public sealed partial record CancelReservationRequest : IOcppRequest<CancelReservationResponse>
{
    /// <summary>Id given in ReserveNow.</summary>
    public required int ReservationId { get; init; }
}

/// <summary>Answers a CancelReservation.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.6.</remarks>
public sealed partial record CancelReservationResponse : IOcppResponse
{
    /// <summary>Whether the reservation is gone.</summary>
    public required OcppEnum<CancelReservationStatus> Status { get; init; }
}

/// <summary>Outcome of a CancelReservation.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.5.</remarks>
public enum CancelReservationStatus
{
    /// <summary>The reservation is cancelled.</summary>
    Accepted,

    /// <summary>There is no such reservation.</summary>
    Rejected,
}
