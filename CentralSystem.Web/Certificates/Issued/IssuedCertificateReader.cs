using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>Reads the certificates that were signed.</summary>
internal sealed class IssuedCertificateReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, TimeProvider time)
{
    public async Task<Page<IssuedCertificateView>> ListAsync(IssuedCertificateFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var certificates = db.IssuedCertificates.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            certificates = certificates.Where(c => c.ChargePointKey == key);
        }

        if (filter.State is { } state)
        {
            certificates = certificates.Where(c => c.State == state);
        }

        if (filter.Purpose is { } purpose)
        {
            certificates = certificates.Where(c => c.Purpose == purpose);
        }

        if (filter.ExpiresBefore is { Value: var before })
        {
            certificates = certificates.Where(c => c.NotAfter < before);
        }

        return await certificates.InOrder(c => c.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, ViewOf, c => PageQuery.CursorOf(c.Id), cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<IssuedCertificateDetail> GetAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.IssuedCertificates.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw IssuedCertificates.NotFound(id);
        return new IssuedCertificateDetail(ViewOf(row), row.Chain);
    }

    public IssuedCertificateView ViewOf(IssuedCertificate row) =>
        IssuedCertificateView.Of(row, row.ChargePointKey is { } key ? directory.IdentityOf(key) : null, time.GetUtcNow());
}

/// <summary>Which certificates are asked for.</summary>
internal sealed record IssuedCertificateFilter
{
    public string? ChargePointId { get; init; }

    public IssuedCertificateState? State { get; init; }

    public CertificatePurpose? Purpose { get; init; }

    /// <summary>Only those that end before this instant.</summary>
    public Instant? ExpiresBefore { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A certificate as the REST interface shows it.</summary>
internal sealed record IssuedCertificateView(
    long Id, CertificatePurpose Purpose, string? ChargePointId, string SerialNumber, string Thumbprint, string Subject, string Issuer, DateTimeOffset NotBefore,
    DateTimeOffset NotAfter, bool IsExpired, DateTimeOffset IssuedAt, IssuedCertificateState State, DateTimeOffset? RevokedAt, RevocationReason? RevocationReason,
    string? RevokedBy, DateTimeOffset? RenewalAskedAt, DateTimeOffset? PresentedAt)
{
    public static IssuedCertificateView Of(IssuedCertificate row, string? chargePointId, DateTimeOffset now) => new(
        row.Id, row.Purpose, chargePointId, row.SerialNumber, row.Thumbprint, row.Subject, row.Issuer, row.NotBefore, row.NotAfter, row.NotAfter <= now, row.IssuedAt,
        row.State, row.RevokedAt, row.RevocationReason, row.RevokedBy, row.RenewalAskedAt, row.PresentedAt);
}

/// <summary>One certificate, whole.</summary>
/// <param name="Certificate">What is known of it.</param>
/// <param name="CertificateChain">It in PEM, followed by those that lead to the root.</param>
internal sealed record IssuedCertificateDetail(IssuedCertificateView Certificate, string CertificateChain);

/// <summary>Why a certificate is to count no more.</summary>
internal sealed record RevocationInput
{
    /// <summary>In the words of RFC 5280 §5.3.1.</summary>
    public RevocationReason Reason { get; init; }
}
