using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Security;

/// <summary>Reads certificate signing requests.</summary>
internal sealed class CertificateSigningRequestReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<CertificateSigningRequestView>> ListAsync(CertificateSigningRequestFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reports = db.CertificateSigningRequests.AsQueryable();
        if (filter.Status is { } status)
        {
            reports = reports.Where(r => r.Status == status);
        }

        return await reports.ToReportPageAsync(filter, directory.KeyOf(filter.ChargePointId), page, ViewOf, cancellationToken);
    }

    private CertificateSigningRequestView ViewOf(CertificateSigningRequest row) => new(row.Id, directory.IdentityOf(row.ChargePointKey), row.Csr, row.Status, row.ReceivedAt);
}

/// <summary>A certificate signing request and our answer to it.</summary>
internal sealed record CertificateSigningRequestView(long Id, string ChargePointId, string Csr, string Status, DateTimeOffset ReceivedAt);

/// <summary>Which certificate signing requests are asked for.</summary>
internal sealed record CertificateSigningRequestFilter : ReportFilter
{
    /// <summary>How it was answered: Accepted or Rejected.</summary>
    public string? Status { get; init; }
}
