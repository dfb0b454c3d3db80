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

    public string WhenAbsent => "Absent, it is one more than any before.";

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

    public void Load(CentralSystemDbContext db) => _highest = Counted(db).Max() is { } highest and > 0 ? highest : 0;

    /// <summary>The id that is counted on from after a restart: its reservation has to be kept. Null when there is none.</summary>
    public static Task<int?> HighestAsync(CentralSystemDbContext db, CancellationToken cancellationToken) => Counted(db).MaxAsync(cancellationToken);

    private static IQueryable<int?> Counted(CentralSystemDbContext db) =>
        db.Reservations.AsNoTracking().Where(r => r.ReservationId <= HighestAllotted).Select(r => (int?)r.ReservationId);
}
