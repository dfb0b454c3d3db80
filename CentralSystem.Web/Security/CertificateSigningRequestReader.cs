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
        return await db.CertificateSigningRequests.ToNewestFirstPageAsync(directory.KeyOf(chargePointId), page, ViewOf, cancellationToken);
    }

    private CertificateSigningRequestView ViewOf(CertificateSigningRequest row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Csr, row.Status, row.ReceivedAt);
}

/// <summary>A certificate signing request and our answer to it.</summary>
internal sealed record CertificateSigningRequestView(long Id, string ChargePointId, string Csr, string Status, DateTimeOffset ReceivedAt);
