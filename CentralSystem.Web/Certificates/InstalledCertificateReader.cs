using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates;

/// <summary>Reads the root certificates Charge Points are known to hold.</summary>
internal sealed class InstalledCertificateReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<InstalledCertificateView>> ListAsync(InstalledCertificateFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var certificates = db.InstalledCertificates.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            certificates = certificates.Where(c => c.ChargePointKey == key);
        }

        if (filter.CertificateType is { } type)
        {
            certificates = certificates.Where(c => c.CertificateType == type);
        }

        if (page.IsAfter(out long after))
        {
            certificates = certificates.Where(c => c.Id > after);
        }

        return await certificates.OrderBy(c => c.Id).ToPageAsync(page, ViewOf, c => PageQuery.CursorOf(c.Id), cancellationToken);
    }

    private InstalledCertificateView ViewOf(InstalledCertificate row) => new(
        directory.IdentityOf(row.ChargePointKey), row.CertificateType, row.HashAlgorithm, row.IssuerNameHash, row.IssuerKeyHash, row.SerialNumber, row.UpdatedAt);
}

/// <summary>A root certificate as the REST interface shows it; its hash data is what DeleteCertificate takes.</summary>
internal sealed record InstalledCertificateView(
    string ChargePointId, string CertificateType, string HashAlgorithm, string IssuerNameHash, string IssuerKeyHash, string SerialNumber, DateTimeOffset UpdatedAt);

/// <summary>Which certificates are asked for.</summary>
internal sealed record InstalledCertificateFilter
{
    public string? ChargePointId { get; init; }

    /// <summary>CentralSystemRootCertificate or ManufacturerRootCertificate.</summary>
    public string? CertificateType { get; init; }
}
