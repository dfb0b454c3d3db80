using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Reservations;

/// <summary>Keeps the reservation a ReserveNow asks for, before it is sent: a StartTransaction may name it sooner than its answer is read.</summary>
/// <remarks>Source: OCPP 1.6 §5.13: a known reservationId replaces that reservation. One that is in force stays so until its replacement is accepted.</remarks>
internal sealed class ReserveNowEffect(ReservationExpiry expiry) : CommandEffect<ReserveNowRequest, ReserveNowResponse>
{
    protected override void Asked(CommandChange change, ReserveNowRequest request)
    {
        var reservation = Find(change, request);
        if (reservation is not { State: ReservationState.Accepted } || reservation.ExpiryDate <= change.At)
        {
            Write(change, request, reservation, ReservationState.Requested);
        }
    }

    protected override void Answered(CommandChange change, ReserveNowRequest request, ReserveNowResponse response)
    {
        var reservation = Find(change, request);
        if (response.Status != ReservationStatus.Accepted)
        {
            Refuse(change, reservation);
        }
        else if (reservation?.State is not ReservationState.Used)
        {
            Write(change, request, reservation, ReservationState.Accepted);
        }
    }

    protected override void Failed(CommandChange change, ReserveNowRequest request) => Refuse(change, Find(change, request));

    private static Reservation? Find(CommandChange change, ReserveNowRequest request) => change.Db.Reservations.Find(change.ChargePointKey, request.ReservationId);

    private static void Refuse(CommandChange change, Reservation? reservation)
    {
        if (reservation?.State is ReservationState.Requested)
        {
            (reservation.State, reservation.UpdatedAt) = (ReservationState.Refused, change.At);
            change.RaiseReservation(reservation);
        }
    }

    private void Write(CommandChange change, ReserveNowRequest request, Reservation? reservation, ReservationState state)
    {
        if (reservation is null)
        {
            reservation = new Reservation { ChargePointKey = change.ChargePointKey, ReservationId = request.ReservationId, IdTag = request.IdTag, CreatedAt = change.At };
            change.Db.Reservations.Add(reservation);
        }

        (reservation.ConnectorId, reservation.IdTag, reservation.ParentIdTag) = (request.ConnectorId, request.IdTag, request.ParentIdTag);
        (reservation.ExpiryDate, reservation.State, reservation.TransactionId) = (request.ExpiryDate, state, null);
        reservation.UpdatedAt = change.At;
        change.RaiseReservation(reservation);
        if (state == ReservationState.Accepted)
        {
            expiry.Watch(reservation);
        }
    }
}
