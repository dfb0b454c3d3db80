using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.DataTransfers;

/// <summary>Reads what vendors sent beside the protocol, newest first.</summary>
internal sealed class DataTransferReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<DataTransferView>> ListAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.DataTransfers.ToNewestFirstPageAsync(directory.KeyOf(chargePointId), page, ViewOf, cancellationToken);
    }

    private DataTransferView ViewOf(ReceivedDataTransfer row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.VendorId, row.MessageId, row.Data, row.Status, row.ReceivedAt);
}

/// <summary>A DataTransfer of a Charge Point and our answer to it.</summary>
internal sealed record DataTransferView(long Id, string ChargePointId, string VendorId, string? MessageId, string? Data, string Status, DateTimeOffset ReceivedAt);
