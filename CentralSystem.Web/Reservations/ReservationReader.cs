using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reservations;

/// <summary>Reads reservations.</summary>
internal sealed class ReservationReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, TimeProvider time)
{
    public async Task<Page<ReservationView>> ListAsync(ReservationFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var reservations = db.Reservations.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            reservations = reservations.Where(r => r.ChargePointKey == key);
        }

        if (filter.IdTag is { } idTag)
        {
            reservations = reservations.Where(r => r.IdTag == idTag);
        }

        reservations = filter.State switch
        {
            null => reservations,
            ReservationState.Expired => reservations.Where(r => r.State == ReservationState.Expired || (r.State == ReservationState.Accepted && r.ExpiryDate <= now)),
            ReservationState.Accepted => reservations.Where(r => r.State == ReservationState.Accepted && r.ExpiryDate > now),
            { } state => reservations.Where(r => r.State == state),
        };

        return await reservations.InOrder(r => r.ReservationId, r => r.ChargePointKey, filter.Order is not ListOrder.Oldest, page)
            .ToPageAsync(page, r => ViewOf(r, now), r => PageQuery.CursorOf(r.ReservationId, r.ChargePointKey), cancellationToken);
    }

    private ReservationView ViewOf(Reservation row, DateTimeOffset now) => new(
        row.ReservationId, directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.IdTag, row.ParentIdTag, row.ExpiryDate,

        // Charge Points end reservations by their own clock and tell nobody (OCPP 1.6 §5.13).
        row.State == ReservationState.Accepted && row.ExpiryDate <= now ? ReservationState.Expired : row.State,
        row.TransactionId, row.CreatedAt, row.UpdatedAt);
}

/// <summary>Which reservations are asked for.</summary>
internal sealed record ReservationFilter
{
    public string? ChargePointId { get; init; }

    public string? IdTag { get; init; }

    /// <summary>Where the reservation stands now.</summary>
    public ReservationState? State { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A reservation as the REST interface shows it.</summary>
/// <param name="ReservationId">Its id, unique per Charge Point (§6.37).</param>
/// <param name="ChargePointId">The Charge Point.</param>
/// <param name="ConnectorId">The connector; 0 for any one of the Charge Point (§5.13).</param>
/// <param name="IdTag">For whom it is.</param>
/// <param name="ParentIdTag">Whose idTags may use it, too; absent for no group.</param>
/// <param name="ExpiryDate">When it ends, unless it was used.</param>
/// <param name="State">What became of it.</param>
/// <param name="TransactionId">The transaction that used it; absent before.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
internal sealed record ReservationView(
    int ReservationId, string ChargePointId, int ConnectorId, string IdTag, string? ParentIdTag, DateTimeOffset ExpiryDate, ReservationState State, int? TransactionId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
