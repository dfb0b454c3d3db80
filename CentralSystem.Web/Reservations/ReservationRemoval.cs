using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Reservations;

/// <summary>Nobody can use the reservations of a Charge Point that was removed.</summary>
internal sealed class ReservationRemoval : IChargePointRemoval
{
    public void Removed(CentralSystemDbContext db, ChargePointState chargePoint, DateTimeOffset now)
    {
        var open = db.Reservations.Where(r => r.ChargePointKey == chargePoint.Key && (r.State == ReservationState.Requested || r.State == ReservationState.Accepted));
        foreach (var reservation in open.ToList())
        {
            (reservation.State, reservation.UpdatedAt) = (ReservationState.Cancelled, now);
            db.RaiseReservation(reservation, chargePoint.Identity, now);
        }
    }
}
