using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Security;

/// <summary>Reads security events.</summary>
internal sealed class SecurityEventReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<SecurityEventView>> ListAsync(SecurityEventFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reports = db.SecurityEvents.AsQueryable();
        if (filter.Type is { } type)
        {
            reports = reports.Where(r => r.Type == type);
        }

        return await reports.ToReportPageAsync(filter, directory.KeyOf(filter.ChargePointId), page, ViewOf, cancellationToken);
    }

    private SecurityEventView ViewOf(SecurityEvent row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Type, row.Timestamp, row.TechInfo, row.ReceivedAt);
}

/// <summary>A security event as the REST interface shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargePointId">Who reported it.</param>
/// <param name="Type">What happened: one of whitepaper chapter 8, or the vendor's own.</param>
/// <param name="Timestamp">When it happened, by the Charge Point's clock.</param>
/// <param name="TechInfo">What the Charge Point says of it; absent when nothing.</param>
/// <param name="ReceivedAt">When the report came.</param>
internal sealed record SecurityEventView(long Id, string ChargePointId, string Type, DateTimeOffset Timestamp, string? TechInfo, DateTimeOffset ReceivedAt);

/// <summary>Which security events are asked for.</summary>
internal sealed record SecurityEventFilter : ReportFilter
{
    /// <summary>Exact type, such as InvalidFirmwareSignature.</summary>
    public string? Type { get; init; }
}
