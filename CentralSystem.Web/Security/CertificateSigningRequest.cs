using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Security;

/// <summary>A SignCertificate of a Charge Point (whitepaper A02, A03), kept for whoever signs it.</summary>
internal sealed class CertificateSigningRequest : IChargePointReport
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>PKCS#10 in PEM, as it came.</summary>
    public required string Csr { get; init; }

    /// <summary>Our answer, wire text.</summary>
    public required string Status { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CertificateSigningRequest>
    {
        public void Configure(EntityTypeBuilder<CertificateSigningRequest> builder)
        {
            builder.HasKey(r => r.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointKey);
        }
    }
}
