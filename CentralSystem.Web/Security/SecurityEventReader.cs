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
        return await db.SecurityEvents.ToNewestFirstPageAsync(directory.KeyOf(chargePointId), page, ViewOf, cancellationToken);
    }

    private SecurityEventView ViewOf(SecurityEvent row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Type, row.Timestamp, row.TechInfo, row.ReceivedAt);
}

/// <summary>A security event as the REST interface shows it.</summary>
internal sealed record SecurityEventView(long Id, string ChargePointId, string Type, DateTimeOffset Timestamp, string? TechInfo, DateTimeOffset ReceivedAt);
