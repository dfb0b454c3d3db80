using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Reservations;

/// <summary>Raises what becomes of reservations.</summary>
internal static class ReservationEvents
{
    private const string Read =
        "SELECT connector_id, id_tag, state, expiry_date FROM reservations WHERE charge_point_key = ? AND reservation_id = ? AND transaction_id = ?";

    extension(CommandChange change)
    {
        /// <summary>Tells of a reservation that a command changed; call it when its members are set.</summary>
        public void RaiseReservation(Reservation reservation) => change.Db.RaiseReservation(reservation, change.ChargePoint.Identity, change.At);
    }

    extension(CentralSystemDbContext db)
    {
        /// <summary>Tells of a reservation that was changed; call it when its members are set.</summary>
        public void RaiseReservation(Reservation reservation, string identity, DateTimeOffset at) => db.Raise(
            EventTypes.ReservationChanged, at, identity,
            new ReservationData(
                reservation.ReservationId, reservation.ConnectorId, reservation.IdTag, reservation.State.ToString(), reservation.ExpiryDate, reservation.TransactionId));
    }

    extension(StoreSession session)
    {
        /// <summary>Tells that a transaction used a reservation; nothing when it is not the one that did.</summary>
        public void RaiseReservationUse(DateTimeOffset at, ChargePointState chargePoint, int reservationId, int transactionId)
        {
            var row = session.Prepared(Read).Bind(1, chargePoint.Key).Bind(2, reservationId).Bind(3, transactionId);
            if (row.Read())
            {
                var data = new ReservationData(reservationId, row.Int32(0), row.Text(1), row.Text(2), row.Instant(3), transactionId);
                row.Reset();
                session.Raise(EventTypes.ReservationChanged, at, chargePoint.Identity, data);
            }
        }
    }
}

/// <summary>A reservation in an event, in the names of the REST interface.</summary>
internal sealed record ReservationData(int ReservationId, int ConnectorId, string IdTag, string State, DateTimeOffset ExpiryDate, int? TransactionId);
