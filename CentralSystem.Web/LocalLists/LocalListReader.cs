using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.LocalLists;

/// <summary>Reads the known versions of local authorization lists.</summary>
internal sealed class LocalListReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<LocalListView>> ListAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lists = db.LocalLists.AsQueryable();
        if (directory.KeyOf(chargePointId) is { } key)
        {
            lists = lists.Where(l => l.ChargePointKey == key);
        }

        if (page.IsAfter(out int after))
        {
            lists = lists.Where(l => l.ChargePointKey > after);
        }

        return await lists.OrderBy(l => l.ChargePointKey).ToPageAsync(
            page, l => new LocalListView(directory.IdentityOf(l.ChargePointKey), l.ListVersion, l.UpdatedAt), l => PageQuery.CursorOf(l.ChargePointKey), cancellationToken);
    }
}

/// <summary>The list of a Charge Point: 0 for an empty one, -1 where it has none.</summary>
internal sealed record LocalListView(string ChargePointId, int ListVersion, DateTimeOffset UpdatedAt);
