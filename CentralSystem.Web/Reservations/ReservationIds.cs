using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reservations;

/// <summary>Allots reservationIds: one more than the highest of all Charge Points, so that none is ever used twice.</summary>
internal sealed class ReservationIds : IMirror, ICommandNumber
{
    /// <summary>Ids above are operators' own schemes; counting on from them could run out of numbers.</summary>
    private const int HighestAllotted = 1_000_000_000;

    private int _highest;

    public string Action => "ReserveNow";

    public string Member => "reservationId";

    public ValueTask<int> NextAsync(ChargePointState chargePoint, CancellationToken cancellationToken) => new(Interlocked.Increment(ref _highest));

    public void Chosen(ChargePointState chargePoint, int value)
    {
        var highest = Volatile.Read(ref _highest);
        while (value > highest && value <= HighestAllotted)
        {
            var seen = Interlocked.CompareExchange(ref _highest, value, highest);
            if (seen == highest)
            {
                return;
            }

            highest = seen;
        }
    }

    public void Load(CentralSystemDbContext db) =>
        _highest = db.Reservations.AsNoTracking().Where(r => r.ReservationId <= HighestAllotted).Max(r => (int?)r.ReservationId) is { } highest and > 0 ? highest : 0;
}
