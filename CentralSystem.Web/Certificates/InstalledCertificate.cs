using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Certificates;

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

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InstalledCertificate>
    {
        public void Configure(EntityTypeBuilder<InstalledCertificate> builder)
        {
            builder.HasKey(c => c.Id);
            builder.HasIndex(c => new { c.ChargePointKey, c.CertificateType, c.HashAlgorithm, c.IssuerNameHash, c.IssuerKeyHash, c.SerialNumber }).IsUnique();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);
        }
    }
}
