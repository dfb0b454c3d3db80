using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.LocalLists;

/// <summary>Reads the local authorization lists: what is known of their versions, and how far they are in step.</summary>
internal sealed class LocalListReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, LocalListSync sync)
{
    /// <summary>Lists whose version is known or that are kept in step.</summary>
    public async Task<Page<LocalListView>> ListAsync(LocalListFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (limit, only) = (page.Take(), directory.KeyOf(filter.ChargePointId));

        // Those kept in step are known in memory, the others in the table: of each no more is looked at than the page can take.
        var inStep = sync.EnabledKeys.Where(key => (only ?? key) == key && (filter.State ?? StateOf(key)) == StateOf(key));
        var keys = InOrder(inStep.AsQueryable(), filter, page).Take(limit + 1).ToList();
        if (filter.State is null or LocalListSyncState.Off)
        {
            var others = await OthersAsync(db.LocalLists.Select(l => l.ChargePointKey).Where(key => only == null || key == only), keys, filter, page, cancellationToken);
            keys = [.. InOrder(keys.Concat(others).AsQueryable(), filter, page).Take(limit + 1)];
        }

        var rows = await db.LocalLists.Where(l => keys.Contains(l.ChargePointKey)).ToDictionaryAsync(l => l.ChargePointKey, cancellationToken);
        return new Page<LocalListView>(
            [.. keys.Take(limit).Select(key => ViewOf(directory.Find(key)!, rows.GetValueOrDefault(key)))],
            keys.Count > limit ? page.NextCursor(PageQuery.CursorOf(keys[limit - 1])) : null);
    }

    public async Task<LocalListView> GetAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return ViewOf(chargePoint, await db.LocalLists.SingleOrDefaultAsync(l => l.ChargePointKey == chargePoint.Key, cancellationToken));
    }

    /// <summary>As many of the lists that are not kept in step as the page can take.</summary>
    /// <param name="known">Charge Points whose versions are known, by their keys.</param>
    /// <param name="inStep">What the page can take of those that are kept in step; where it is full, nothing behind its last one is of interest.</param>
    /// <param name="filter">In which order.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    private async Task<List<int>> OthersAsync(IQueryable<int> known, List<int> inStep, LocalListFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var limit = page.Take();
        if (inStep.Count > limit)
        {
            var last = inStep[limit];
            known = filter.Order is KeyOrder.Descending ? known.Where(key => key >= last) : known.Where(key => key <= last);
        }

        var (found, part) = (new List<int>(), page);
        List<int> chunk;
        do
        {
            chunk = await InOrder(known, filter, part).Take(limit + 1).ToListAsync(cancellationToken);
            found.AddRange(chunk.Where(key => !sync.IsEnabled(directory.Find(key)!)));
            part = chunk.Count > limit ? page with { Cursor = page.NextCursor(PageQuery.CursorOf(chunk[^1])) } : page;
        }
        while (chunk.Count > limit && found.Count <= limit);
        return found;
    }

    private static IQueryable<int> InOrder(IQueryable<int> keys, LocalListFilter filter, PageQuery page) =>
        keys.InOrder(key => key, filter.Order ?? KeyOrder.Ascending, page);

    /// <summary>Where a list that is kept in step stands.</summary>
    private LocalListSyncState StateOf(int chargePointKey) => sync.StatusOf(chargePointKey)?.State ?? LocalListSyncState.Pending;

    private LocalListView ViewOf(ChargePointState chargePoint, LocalListState? row)
    {
        var (isEnabled, status) = (sync.IsEnabled(chargePoint), sync.StatusOf(chargePoint.Key));
        return new LocalListView(
            chargePoint.Identity, isEnabled, isEnabled ? StateOf(chargePoint.Key) : LocalListSyncState.Off, row?.ListVersion, row?.UpdatedAt,
            status?.WantedEntries, status?.SyncedVersion, status?.LastSyncAt, isEnabled ? status?.LastError : null);
    }
}

/// <summary>Which local lists are asked for.</summary>
internal sealed record LocalListFilter
{
    public string? ChargePointId { get; init; }

    public LocalListSyncState? State { get; init; }

    /// <summary>By registration of the Charge Point; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>The local authorization list of a Charge Point.</summary>
/// <param name="ChargePointId">Whose it is.</param>
/// <param name="Enabled">Whether it is kept in step with the registered idTags.</param>
/// <param name="State">How far it is in step.</param>
/// <param name="ListVersion">Version the Charge Point holds, as far as is known: 0 for an empty list, -1 where it has none.</param>
/// <param name="UpdatedAt">Since when that is known.</param>
/// <param name="WantedEntries">Entries it should have.</param>
/// <param name="SyncedVersion">Version under which it was last brought into step.</param>
/// <param name="LastSyncAt">When that was.</param>
/// <param name="LastError">Why it is not in step, or not in full.</param>
internal sealed record LocalListView(
    string ChargePointId, bool Enabled, LocalListSyncState State, int? ListVersion, DateTimeOffset? UpdatedAt, int? WantedEntries, int? SyncedVersion,
    DateTimeOffset? LastSyncAt, string? LastError);
