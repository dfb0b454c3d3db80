using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reservations;

/// <summary>Ends reservations whose time is over, and tells so: Charge Points end them by their own clock and tell nobody (OCPP 1.6 §5.13).</summary>
/// <remarks>The rows are the truth. What is remembered here spares the look at all of them: when which one is to be looked at.</remarks>
internal sealed partial class ReservationExpiry(GroupCommitWriter writer, ChargePointDirectory directory, TimeProvider time, ILogger<ReservationExpiry> logger)
    : PeriodicWork(TimeSpan.FromSeconds(10), time), IMirror
{
    /// <summary>Most in one commit, so that no message waits long behind them.</summary>
    private const int BatchSize = 200;

    private readonly PriorityQueue<(int ChargePointKey, int ReservationId), DateTimeOffset> _due = new();
    private readonly Lock _lock = new();

    public void Load(CentralSystemDbContext db)
    {
        foreach (var row in db.Reservations.AsNoTracking().Where(r => r.State == ReservationState.Accepted).Select(r => new { r.ChargePointKey, r.ReservationId, r.ExpiryDate }))
        {
            _due.Enqueue((row.ChargePointKey, row.ReservationId), row.ExpiryDate);
        }
    }

    /// <summary>Looks at a reservation when its time is over, whatever becomes of it until then.</summary>
    public void Watch(Reservation reservation) => Watch((reservation.ChargePointKey, reservation.ReservationId), reservation.ExpiryDate);

    /// <summary>Ends all that are over.</summary>
    public async Task ExpireAsync()
    {
        var now = Time.GetUtcNow();
        while (Take(now) is { Count: > 0 } over)
        {
            try
            {
                await writer.ChangeAsync(db => Expire(db, over, now));
            }
            catch
            {
                // The next round looks at them again.
                over.ForEach(reservation => Watch(reservation, now));
                throw;
            }
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => ExpireAsync();

    private void Watch((int ChargePointKey, int ReservationId) reservation, DateTimeOffset at)
    {
        lock (_lock)
        {
            _due.Enqueue(reservation, at);
        }
    }

    private List<(int ChargePointKey, int ReservationId)> Take(DateTimeOffset now)
    {
        var over = new List<(int, int)>();
        lock (_lock)
        {
            while (over.Count < BatchSize && _due.TryPeek(out var reservation, out var at) && at <= now)
            {
                _due.Dequeue();
                over.Add(reservation);
            }
        }

        return over;
    }

    private int Expire(CentralSystemDbContext db, List<(int ChargePointKey, int ReservationId)> over, DateTimeOffset now)
    {
        foreach (var (chargePointKey, reservationId) in over)
        {
            // One that was replaced may last longer.
            if (db.Reservations.Find(chargePointKey, reservationId) is { State: ReservationState.Accepted } row && row.ExpiryDate <= now)
            {
                (row.State, row.UpdatedAt) = (ReservationState.Expired, now);
                db.RaiseReservation(row, directory.IdentityOf(chargePointKey), now);
            }
        }

        return over.Count;
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Error, Message = "Reservations whose time is over could not be ended; the next round tries again")]
    protected override partial void LogFailed(Exception exception);
}
