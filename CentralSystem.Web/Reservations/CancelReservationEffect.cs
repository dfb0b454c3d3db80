using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Reservations;

/// <summary>Ends the reservation that a Charge Point cancelled.</summary>
/// <remarks>Source: OCPP 1.6 §5.1. An id nobody knows here is sent all the same: the Charge Point may hold it from another time.</remarks>
internal sealed class CancelReservationEffect : CommandEffect<CancelReservationRequest, CancelReservationResponse>
{
    protected override void Answered(CommandChange change, CancelReservationRequest request, CancelReservationResponse response)
    {
        if (response.Status == CancelReservationStatus.Accepted
            && change.Db.Reservations.Find(change.ChargePointKey, request.ReservationId) is { State: ReservationState.Requested or ReservationState.Accepted or ReservationState.Expired } reservation)
        {
            (reservation.State, reservation.UpdatedAt) = (ReservationState.Cancelled, change.At);
            change.RaiseReservation(reservation);
        }
    }
}
