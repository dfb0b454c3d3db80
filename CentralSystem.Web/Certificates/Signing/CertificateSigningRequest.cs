using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>A SignCertificate of a Charge Point (whitepaper A02, A03), from our answer to the certificate it took; survives a restart.</summary>
internal sealed class CertificateSigningRequest : IChargePointReport
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>PKCS#10 in PEM, as it came.</summary>
    public required string Csr { get; init; }

    /// <summary>Our answer, wire text.</summary>
    public required string Status { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Whom it asks to name; null where it cannot be read.</summary>
    public string? Subject { get; init; }

    public SigningState State { get; set; }

    /// <summary>Why it was rejected, or what went wrong last.</summary>
    public string? Reason { get; set; }

    /// <summary>Who decided about it; null when the settings did.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>How often signing it, or then sending the certificate, was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>When the next attempt is due; only counts in states that go on.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The certificate that was signed for it.</summary>
    public long? IssuedCertificateId { get; set; }

    /// <summary>The last CertificateSigned that carried it.</summary>
    public Guid? CommandId { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CertificateSigningRequest>
    {
        public void Configure(EntityTypeBuilder<CertificateSigningRequest> builder)
        {
            builder.HasKey(r => r.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointKey);
            builder.HasOne<IssuedCertificate>().WithMany().HasForeignKey(r => r.IssuedCertificateId);

            // Rows of earlier versions were refused, all of them.
            builder.Property(r => r.State).HasConversion<string>().HasDefaultValue(SigningState.Rejected).ValueGeneratedNever();
            builder.HasIndex(r => new { r.ChargePointKey, r.Id });
            builder.HasIndex(r => r.CommandId);
            builder.HasIndex(r => r.NextAttemptAt).HasFilter("state IN ('Signing', 'Delivering')");
        }
    }
}

/// <summary>Where a signing request stands.</summary>
internal enum SigningState
{
    /// <summary>Refused, by us or by an operator.</summary>
    Rejected,

    /// <summary>An operator decides.</summary>
    WaitingForApproval,

    /// <summary>The authority signs it.</summary>
    Signing,

    /// <summary>The certificate is on its way to the Charge Point.</summary>
    Delivering,

    /// <summary>The Charge Point accepted the certificate.</summary>
    Installed,

    /// <summary>The Charge Point refused the certificate; it is not sent again, for it would be refused again.</summary>
    Refused,

    /// <summary>Given up after too many attempts.</summary>
    Failed,

    /// <summary>The Charge Point asked anew before this one came to its end.</summary>
    Superseded,
}
