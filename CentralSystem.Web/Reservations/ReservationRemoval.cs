using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reservations;

/// <summary>Nobody can use the reservations of a Charge Point that was removed.</summary>
internal sealed class ReservationRemoval : IChargePointRemoval
{
    public void Removed(CentralSystemDbContext db, ChargePointState chargePoint, DateTimeOffset now) => db.Reservations
        .Where(r => r.ChargePointKey == chargePoint.Key && (r.State == ReservationState.Requested || r.State == ReservationState.Accepted))
        .ExecuteUpdate(set => set.SetProperty(r => r.State, ReservationState.Cancelled).SetProperty(r => r.UpdatedAt, now));
}
