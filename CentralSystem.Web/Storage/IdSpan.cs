using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>The ids that rows of a period have, for lists that are ordered by id.</summary>
/// <remarks>
/// Ids rise with time, but not strictly: clocks are set, and what was offline comes late. SQLite keeps no statistics, so of an index over time and the order by id it takes the
/// former and sorts every row of the period for each page (a second for a million rows). Bounds of the ids come from that index alone and are exact, whatever the clocks did;
/// between them the list is walked in its order. PostgreSQL chooses the better way by its statistics.
/// </remarks>
internal sealed record IdSpan(long First, long Last)
{
    private static readonly IdSpan Everything = new(long.MinValue, long.MaxValue);
    private static readonly IdSpan Nothing = new(0, -1);

    /// <param name="db">Where they are.</param>
    /// <param name="ids">Those of the period and nothing else, as an expression (<c>Id + 0</c>): by the bare id SQLite would walk all rows for the smallest.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public static async Task<IdSpan> OfAsync(DbContext db, IQueryable<long> ids, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            return Everything;
        }

        // Twice along the index: both at once would be a group, for which SQLite sorts all of them.
        return await ids.MinAsync(id => (long?)id, cancellationToken) is { } first
            ? new IdSpan(first, await ids.MaxAsync(id => (long?)id, cancellationToken) ?? first)
            : Nothing;
    }
}
