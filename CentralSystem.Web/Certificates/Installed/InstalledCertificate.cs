using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>A root certificate a Charge Point holds, by its hash data (whitepaper M03-M05).</summary>
internal sealed class InstalledCertificate
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>Wire text of a CertificateUse.</summary>
    public required string CertificateType { get; init; }

    public required string HashAlgorithm { get; init; }

    public required string IssuerNameHash { get; init; }

    public required string IssuerKeyHash { get; init; }

    public required string SerialNumber { get; init; }

    /// <summary>The certificate itself; null where only hash data is known of it.</summary>
    public int? KnownCertificateId { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InstalledCertificate>
    {
        public void Configure(EntityTypeBuilder<InstalledCertificate> builder)
        {
            builder.HasKey(c => c.Id);
            builder.HasIndex(c => new { c.ChargePointKey, c.CertificateType, c.HashAlgorithm, c.IssuerNameHash, c.IssuerKeyHash, c.SerialNumber }).IsUnique();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);
            builder.HasOne<KnownCertificate>().WithMany().HasForeignKey(c => c.KnownCertificateId);
        }
    }
}

/// <summary>A root certificate that was sent to a Charge Point once: gives hash data a name.</summary>
internal sealed class KnownCertificate
{
    public int Id { get; init; }

    /// <summary>SHA-256 of the certificate, lower-case hex.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>As hash data has it: lower-case hex without leading zeros.</summary>
    public required string SerialNumber { get; init; }

    public required string Subject { get; init; }

    public DateTimeOffset NotAfter { get; init; }

    public required string Pem { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<KnownCertificate>
    {
        public void Configure(EntityTypeBuilder<KnownCertificate> builder)
        {
            builder.ToTable("KnownCertificates");
            builder.HasKey(c => c.Id);
            builder.HasIndex(c => c.Thumbprint).IsUnique();
            builder.HasIndex(c => c.SerialNumber);
        }
    }
}

/// <summary>When a Charge Point last told which certificates it holds for one use; none is an answer, too.</summary>
internal sealed class CertificateReading
{
    public int ChargePointKey { get; init; }

    /// <summary>Wire text of a CertificateUse.</summary>
    public required string CertificateType { get; init; }

    public DateTimeOffset ReadAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CertificateReading>
    {
        public void Configure(EntityTypeBuilder<CertificateReading> builder)
        {
            builder.ToTable("CertificateReadings");
            builder.HasKey(r => new { r.ChargePointKey, r.CertificateType });
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointKey);
        }
    }
}
