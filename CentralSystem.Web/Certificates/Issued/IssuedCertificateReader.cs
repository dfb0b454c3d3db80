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
/// <param name="Id">Its id.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ChargePointId">Whose it is; absent for one that signs firmware.</param>
/// <param name="SerialNumber">Upper-case hex, as the certificate has it.</param>
/// <param name="Thumbprint">SHA-256 of the certificate, lower-case hex.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="Issuer">Whose key signed it.</param>
/// <param name="NotBefore">When it begins.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="IsExpired">Whether it has ended.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="State">What became of it.</param>
/// <param name="RevokedAt">When it was revoked; absent unless it was.</param>
/// <param name="RevocationReason">Why it was revoked, in the words of RFC 5280 §5.3.1.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="RenewalAskedAt">When the Charge Point was last asked to renew it; absent for never.</param>
/// <param name="PresentedAt">When the Charge Point last showed it in a handshake of TLS; absent for never.</param>
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
