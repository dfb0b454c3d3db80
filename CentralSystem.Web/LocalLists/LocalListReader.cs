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
        var only = directory.KeyOf(filter.ChargePointId);
        var versions = await db.LocalLists.Where(l => only == null || l.ChargePointKey == only).ToDictionaryAsync(l => l.ChargePointKey, cancellationToken);
        var limit = page.Take();
        var keys = versions.Keys.Union(sync.EnabledKeys.Where(key => only is null || key == only)).AsQueryable();
        var views = keys.InOrder(key => key, filter.Order ?? KeyOrder.Ascending, page).AsEnumerable()
            .Select(key => (Key: key, View: ViewOf(directory.Find(key)!, versions.GetValueOrDefault(key))))
            .Where(row => filter.State is null || row.View.State == filter.State).Take(limit + 1).ToList();
        return new Page<LocalListView>([.. views.Take(limit).Select(row => row.View)], views.Count > limit ? PageQuery.CursorOf(views[limit - 1].Key) : null);
    }

    public async Task<LocalListView> GetAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return ViewOf(chargePoint, await db.LocalLists.SingleOrDefaultAsync(l => l.ChargePointKey == chargePoint.Key, cancellationToken));
    }

    private LocalListView ViewOf(ChargePointState chargePoint, LocalListState? row)
    {
        var (isEnabled, status) = (sync.IsEnabled(chargePoint), sync.StatusOf(chargePoint.Key));
        return new LocalListView(
            chargePoint.Identity, isEnabled, isEnabled ? status?.State ?? LocalListSyncState.Pending : LocalListSyncState.Off, row?.ListVersion, row?.UpdatedAt,
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
