using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Security;

/// <summary>Reads certificate signing requests, newest first.</summary>
internal sealed class CertificateSigningRequestReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<CertificateSigningRequestView>> ListAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.CertificateSigningRequests.AsQueryable();
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

    private CertificateSigningRequestView ViewOf(CertificateSigningRequest row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Csr, row.Status, row.ReceivedAt);
}

/// <summary>A certificate signing request and our answer to it.</summary>
internal sealed record CertificateSigningRequestView(long Id, string ChargePointId, string Csr, string Status, DateTimeOffset ReceivedAt);
