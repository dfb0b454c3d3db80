using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.DataTransfers;

/// <summary>Reads what vendors sent beside the protocol.</summary>
internal sealed class DataTransferReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<DataTransferView>> ListAsync(DataTransferFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reports = db.DataTransfers.AsQueryable();
        if (filter.VendorId is { } vendorId)
        {
            reports = reports.Where(r => r.VendorId == vendorId);
        }

        if (filter.MessageId is { } messageId)
        {
            reports = reports.Where(r => r.MessageId == messageId);
        }

        return await reports.ToReportPageAsync(filter, directory.KeyOf(filter.ChargePointId), page, ViewOf, cancellationToken);
    }

    private DataTransferView ViewOf(ReceivedDataTransfer row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.VendorId, row.MessageId, row.Data, row.Status, row.ReceivedAt);
}

/// <summary>A DataTransfer of a Charge Point and our answer to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargePointId">Who sent it.</param>
/// <param name="VendorId">Whose message it is (§6.15).</param>
/// <param name="MessageId">Which of the vendor's messages it is.</param>
/// <param name="Data">Its text, without specified length or format.</param>
/// <param name="Status">Our answer, such as UnknownVendorId.</param>
/// <param name="ReceivedAt">When it came.</param>
internal sealed record DataTransferView(long Id, string ChargePointId, string VendorId, string? MessageId, string? Data, string Status, DateTimeOffset ReceivedAt);

/// <summary>Which vendor messages are asked for.</summary>
internal sealed record DataTransferFilter : ReportFilter
{
    /// <summary>Exact vendorId.</summary>
    public string? VendorId { get; init; }

    /// <summary>Exact messageId.</summary>
    public string? MessageId { get; init; }
}
