using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Firmware;

/// <summary>Reads progress reports of firmware updates and uploads.</summary>
internal sealed class StatusReportReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<StatusReportView>> ListAsync(StatusReportFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reports = db.StatusReports.AsQueryable();
        if (filter.Action is { } action)
        {
            reports = reports.Where(r => r.Action == action);
        }

        if (filter.Status is { } status)
        {
            reports = reports.Where(r => r.Status == status);
        }

        return await reports.ToReportPageAsync(filter, directory.KeyOf(filter.ChargePointId), page, ViewOf, cancellationToken);
    }

    private StatusReportView ViewOf(StatusReport row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Action, row.Status, row.RequestId, row.ReceivedAt);
}

/// <summary>A progress report as the REST interface shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargePointId">Who sent it.</param>
/// <param name="Action">The reporting operation, such as <c>FirmwareStatusNotification</c>.</param>
/// <param name="Status">The status, as it came.</param>
/// <param name="RequestId">Id of the request it belongs to; only the operations of the whitepaper carry one.</param>
/// <param name="ReceivedAt">When it came.</param>
internal sealed record StatusReportView(long Id, string ChargePointId, string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);

/// <summary>Which progress reports are asked for.</summary>
internal sealed record StatusReportFilter : ReportFilter
{
    /// <summary>Exact name of the message, such as FirmwareStatusNotification.</summary>
    public string? Action { get; init; }

    /// <summary>Exact status, such as Installed.</summary>
    public string? Status { get; init; }
}
