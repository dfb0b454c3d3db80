using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Security;

/// <summary>Reads security events, newest first.</summary>
internal sealed class SecurityEventReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<SecurityEventView>> ListAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.SecurityEvents.AsQueryable();
        if (directory.KeyOf(chargePointId) is { } key)
        {
            rows = rows.Where(r => r.ChargePointKey == key);
        }

        if (page.IsAfter(out long after))
        {
            rows = rows.Where(r => r.Id < after);
        }

        return await rows.OrderByDescending(r => r.Id).ToPageAsync(page, ViewOf, r => PageQuery.CursorOf(r.Id), cancellationToken);
    }

    private SecurityEventView ViewOf(SecurityEvent row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Type, row.Timestamp, row.TechInfo, row.ReceivedAt);
}

/// <summary>A security event as the REST interface shows it.</summary>
internal sealed record SecurityEventView(long Id, string ChargePointId, string Type, DateTimeOffset Timestamp, string? TechInfo, DateTimeOffset ReceivedAt);
