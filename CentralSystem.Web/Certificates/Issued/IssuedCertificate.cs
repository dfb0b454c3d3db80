using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>A certificate that was signed through this central system; kept for good, since it tells who was trusted when.</summary>
internal sealed class IssuedCertificate
{
    public long Id { get; init; }

    public CertificatePurpose Purpose { get; init; }

    /// <summary>Whose it is; null for one that signs firmware.</summary>
    public int? ChargePointKey { get; init; }

    /// <summary>Upper-case hex, as the certificate has it.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>SHA-256 of the certificate, lower-case hex.</summary>
    public required string Thumbprint { get; init; }

    public required string Subject { get; init; }

    public required string Issuer { get; init; }

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset NotAfter { get; init; }

    /// <summary>It in PEM, followed by those that lead to the root.</summary>
    public required string Chain { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public IssuedCertificateState State { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public RevocationReason? RevocationReason { get; set; }

    /// <summary>Who revoked it.</summary>
    public string? RevokedBy { get; set; }

    /// <summary>When the Charge Point was last asked to renew it.</summary>
    public DateTimeOffset? RenewalAskedAt { get; set; }

    /// <summary>When its coming end was told as an event.</summary>
    public DateTimeOffset? ExpiryToldAt { get; set; }

    /// <summary>When the Charge Point last showed it in a handshake of TLS.</summary>
    public DateTimeOffset? PresentedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<IssuedCertificate>
    {
        public void Configure(EntityTypeBuilder<IssuedCertificate> builder)
        {
            builder.ToTable("IssuedCertificates");
            builder.HasKey(c => c.Id);
            builder.Property(c => c.Purpose).HasConversion<string>();
            builder.Property(c => c.State).HasConversion<string>();
            builder.Property(c => c.RevocationReason).HasConversion<string>();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);
            builder.HasIndex(c => c.Thumbprint).IsUnique();
            builder.HasIndex(c => new { c.ChargePointKey, c.Id });

            // What ends soon is looked for every minute.
            builder.HasIndex(c => new { c.State, c.NotAfter });
        }
    }
}

/// <summary>What became of a certificate.</summary>
internal enum IssuedCertificateState
{
    /// <summary>Signed; the Charge Point did not say yet that it has it.</summary>
    Issued,

    /// <summary>The Charge Point accepted it; one that signs firmware is in use.</summary>
    Installed,

    /// <summary>The Charge Point refused it.</summary>
    Refused,

    /// <summary>A newer one took its place; it is still valid.</summary>
    Replaced,

    /// <summary>Not to be trusted any more.</summary>
    Revoked,
}

/// <summary>Why a certificate is revoked, in the words of RFC 5280 §5.3.1.</summary>
internal enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    CACompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    PrivilegeWithdrawn = 9,
}
