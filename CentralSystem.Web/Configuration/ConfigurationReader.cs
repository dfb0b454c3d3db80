using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Configuration;

/// <summary>Reads the last known configuration keys of a Charge Point.</summary>
internal sealed class ConfigurationReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    public async Task<Page<ConfigurationKeyView>> ListAsync(ChargePointState chargePoint, KeyOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = db.ConfigurationKeys.Where(k => k.ChargePointKey == chargePoint.Key);
        return await keys.InOrder(k => k.Key, order, page).ToPageAsync(
            page, k => new ConfigurationKeyView(k.Key, k.Value, k.Readonly, k.IsUnknown, k.RebootRequired, k.ReadAt, k.UpdatedAt), k => PageQuery.CursorOf(k.Key), cancellationToken);
    }
}

/// <summary>A configuration key as it was last reported or set.</summary>
internal sealed record ConfigurationKeyView(
    string Key, string? Value, bool? Readonly, bool IsUnknown, bool RebootRequired, DateTimeOffset? ReadAt, DateTimeOffset UpdatedAt);
