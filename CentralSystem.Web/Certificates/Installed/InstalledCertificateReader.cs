using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>Reads the root certificates Charge Points are known to hold, and all that is known of the certificates of one.</summary>
internal sealed class InstalledCertificateReader(
    IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, IssuedCertificateReader issued, CertificateSigningRequestReader requests,
    ICertificateAuthority authority)
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

        return await Joined(db, certificates).InOrder(x => x.Row.Id, filter.Order ?? ListOrder.Oldest, page).ToPageAsync(page, ViewOf, x => PageQuery.CursorOf(x.Row.Id), cancellationToken);
    }

    /// <summary>What a Charge Point is believed to hold, and which certificate is its own.</summary>
    public async Task<ChargePointCertificatesView> OfAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var roots = await Joined(db, db.InstalledCertificates.Where(c => c.ChargePointKey == chargePoint.Key)).OrderBy(x => x.Row.Id).ToListAsync(cancellationToken);
        var readings = await db.CertificateReadings.Where(r => r.ChargePointKey == chargePoint.Key).ToDictionaryAsync(r => r.CertificateType, r => r.ReadAt, cancellationToken);
        var own = db.IssuedCertificates.Where(c => c.ChargePointKey == chargePoint.Key && c.Purpose == CertificatePurpose.ChargePoint);
        var current = await own.Where(c => c.State == IssuedCertificateState.Installed).OrderByDescending(c => c.Id).FirstOrDefaultAsync(cancellationToken);
        var presented = await own.Where(c => c.PresentedAt != null).OrderByDescending(c => c.PresentedAt).FirstOrDefaultAsync(cancellationToken);
        var request = await db.CertificateSigningRequests.Where(r => r.ChargePointKey == chargePoint.Key).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        var limits = await CertificateLimits.OfAsync(db, chargePoint, cancellationToken);
        return new ChargePointCertificatesView(
            chargePoint.Identity, limits.CpoName, limits.MaxRoots, limits.MaxChainCharacters, [.. Enum.GetNames<CertificateUse>().Select(use => RootsOf(use, roots, readings))],
            current is null ? null : issued.ViewOf(current), presented is null ? null : issued.ViewOf(presented), request is null ? null : requests.ViewOf(request));
    }

    private RootsView RootsOf(string use, List<InstalledRow> roots, Dictionary<string, DateTimeOffset> readings) => new(
        use, readings.TryGetValue(use, out var readAt) ? readAt : null, [.. roots.Where(x => x.Row.CertificateType == use).Select(ViewOf)]);

    private static IQueryable<InstalledRow> Joined(CentralSystemDbContext db, IQueryable<InstalledCertificate> rows) =>
        from row in rows
        join known in db.KnownCertificates on row.KnownCertificateId equals (int?)known.Id into names
        from name in names.DefaultIfEmpty()
        select new InstalledRow { Row = row, Known = name };

    private InstalledCertificateView ViewOf(InstalledRow x) => new(
        directory.IdentityOf(x.Row.ChargePointKey), x.Row.CertificateType, x.Row.HashAlgorithm, x.Row.IssuerNameHash, x.Row.IssuerKeyHash, x.Row.SerialNumber, x.Row.UpdatedAt,
        x.Known?.Subject, x.Known?.NotAfter, x.Known?.Thumbprint, x.Known is { } known && authority.Roots.Any(root => CertificateName.ThumbprintOf(root) == known.Thumbprint));

    private sealed class InstalledRow
    {
        public required InstalledCertificate Row { get; init; }

        public KnownCertificate? Known { get; init; }
    }
}

/// <summary>A root certificate as the REST interface shows it; its hash data is what DeleteCertificate takes.</summary>
/// <param name="ChargePointId">Who holds it.</param>
/// <param name="CertificateType">What for.</param>
/// <param name="HashAlgorithm">Algorithm of the hashes.</param>
/// <param name="IssuerNameHash">Hash of its issuer's name.</param>
/// <param name="IssuerKeyHash">Hash of its issuer's key.</param>
/// <param name="SerialNumber">Its serial number.</param>
/// <param name="UpdatedAt">When the Charge Point last said that it has it.</param>
/// <param name="Subject">Its name; null where only hash data is known of it.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="Thumbprint">SHA-256 of the certificate.</param>
/// <param name="IsOfAuthority">It is the root of the authority that signs here.</param>
internal sealed record InstalledCertificateView(
    string ChargePointId, string CertificateType, string HashAlgorithm, string IssuerNameHash, string IssuerKeyHash, string SerialNumber, DateTimeOffset UpdatedAt,
    string? Subject, DateTimeOffset? NotAfter, string? Thumbprint, bool IsOfAuthority);

/// <summary>All that is known of the certificates of a Charge Point.</summary>
/// <param name="ChargePointId">Its identity.</param>
/// <param name="CpoName">Its configuration key CpoName, as last read; the certificates it asks for name it.</param>
/// <param name="CertificateStoreMaxLength">Root certificates it has room for, as last read.</param>
/// <param name="CertificateSignedMaxChainSize">Longest chain it takes, in characters.</param>
/// <param name="Roots">The root certificates it is believed to hold, by use.</param>
/// <param name="Certificate">Its own certificate: the last one it accepted.</param>
/// <param name="Presented">The one it last showed in a handshake of TLS.</param>
/// <param name="LastRequest">Its last signing request.</param>
internal sealed record ChargePointCertificatesView(
    string ChargePointId, string? CpoName, int? CertificateStoreMaxLength, int CertificateSignedMaxChainSize, IReadOnlyList<RootsView> Roots, IssuedCertificateView? Certificate,
    IssuedCertificateView? Presented, CertificateSigningRequestView? LastRequest);

/// <summary>Root certificates for one use.</summary>
/// <param name="CertificateType">What for.</param>
/// <param name="ReadAt">When the Charge Point last listed them (GetInstalledCertificateIds); null for never.</param>
/// <param name="Certificates">They.</param>
internal sealed record RootsView(string CertificateType, DateTimeOffset? ReadAt, IReadOnlyList<InstalledCertificateView> Certificates);

/// <summary>Which certificates are asked for.</summary>
internal sealed record InstalledCertificateFilter
{
    public string? ChargePointId { get; init; }

    /// <summary>CentralSystemRootCertificate or ManufacturerRootCertificate.</summary>
    public string? CertificateType { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }
}
