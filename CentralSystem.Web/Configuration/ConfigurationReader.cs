using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
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
            page, k => new ConfigurationKeyView(k.Key, Secrets.Shown(k.Key, k.Value), k.Readonly, k.IsUnknown, k.RebootRequired, k.ReadAt, k.UpdatedAt), k => PageQuery.CursorOf(k.Key), cancellationToken);
    }
}

/// <summary>A configuration key as it was last reported or set.</summary>
/// <param name="Key">Its name (CiString50Type): equal regardless of case.</param>
/// <param name="Value">Its value, masked where it is secret; absent when the Charge Point reported none.</param>
/// <param name="Readonly">Whether ChangeConfiguration cannot set it; absent until the Charge Point told.</param>
/// <param name="IsUnknown">Whether the Charge Point said that it does not have the key.</param>
/// <param name="RebootRequired">Whether its last change was answered RebootRequired and no boot came since.</param>
/// <param name="ReadAt">When the Charge Point last told of it; absent when it was only ever set.</param>
/// <param name="UpdatedAt">When it was last told of or set.</param>
internal sealed record ConfigurationKeyView(
    string Key, string? Value, bool? Readonly, bool IsUnknown, bool RebootRequired, DateTimeOffset? ReadAt, DateTimeOffset UpdatedAt);
