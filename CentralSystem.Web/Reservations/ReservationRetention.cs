using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Reservations;

/// <summary>Removes reservations that were over long ago, a few at a time.</summary>
/// <remarks>
/// Kept are those in force, those that a Charge Point may still hold because their expiry date has not passed so long ago, whatever became of them here,
/// and the one with the highest id: <see cref="ReservationIds"/> counts on from it.
/// </remarks>
internal sealed partial class ReservationRetention(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, IOptions<ReservationOptions> options, TimeProvider time, ILogger<ReservationRetention> logger)
    : Retention(options.Value.RetentionDays, TimeSpan.FromHours(1), time)
{
    protected override async Task<int> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // No index tells them: they are looked for beside the writer, which then finds them by their ids.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var highest = await ReservationIds.HighestAsync(db, cancellationToken);
        var ids = await Old(db, before).Where(r => r.ReservationId != highest).Select(r => r.ReservationId).Distinct().ToListAsync(cancellationToken);
        var total = 0;
        foreach (var part in ids.Chunk(BatchSize).TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            // Looked at again: a known reservationId that is asked for anew replaces its reservation (OCPP 1.6 §5.13).
            total += await writer.ChangeAsync(change => Old(change, before).Where(r => part.Contains(r.ReservationId)).ExecuteDelete());
        }

        return total;
    }

    private static IQueryable<Reservation> Old(CentralSystemDbContext db, DateTimeOffset before) =>
        db.Reservations.Where(r => r.State != ReservationState.Accepted && r.UpdatedAt < before && r.ExpiryDate < before);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Error, Message = "Old reservations could not be removed; the next round tries again")]
    protected override partial void LogFailed(Exception exception);
}
