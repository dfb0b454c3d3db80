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
        return await db.StatusReports.ToNewestFirstPageAsync(directory.KeyOf(chargePointId), page, ViewOf, cancellationToken);
    }

    private StatusReportView ViewOf(StatusReport row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Action, row.Status, row.RequestId, row.ReceivedAt);
}

/// <summary>A progress report as the REST interface shows it.</summary>
internal sealed record StatusReportView(long Id, string ChargePointId, string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);
