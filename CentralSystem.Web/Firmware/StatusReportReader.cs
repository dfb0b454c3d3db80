using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Firmware;

/// <summary>Reads progress reports of firmware updates and uploads, newest first.</summary>
internal sealed class StatusReportReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<StatusReportView>> ListAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.StatusReports.AsQueryable();
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

    private StatusReportView ViewOf(StatusReport row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Action, row.Status, row.RequestId, row.ReceivedAt);
}

/// <summary>A progress report as the REST interface shows it.</summary>
internal sealed record StatusReportView(long Id, string ChargePointId, string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);
