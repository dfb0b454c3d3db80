using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Files;

/// <summary>A complete file; its bytes lie in the folder under its id, whatever it is called.</summary>
internal sealed class StoredFile : IRevisioned
{
    /// <summary>Rising with time, so that pages by id are pages by age.</summary>
    public Guid Id { get; init; }

    public FileKind Kind { get; init; }

    /// <summary>As the sender called it, without folders.</summary>
    public required string Name { get; init; }

    public long SizeBytes { get; init; }

    /// <summary>SHA-256 of the content, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The Charge Point it came from; null for what an operator uploaded.</summary>
    public int? ChargePointKey { get; init; }

    /// <summary>The command that asked for it.</summary>
    public Guid? CommandId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the user, the API key or the Charge Point.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it is deleted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Certificate of the firmware's signer, PEM (whitepaper L01).</summary>
    public string? SigningCertificate { get; set; }

    /// <summary>Signature of the firmware, base64 (whitepaper L01).</summary>
    public string? Signature { get; set; }

    /// <summary>The certificate is one of ours: the signature is made anew when that one ends or is revoked.</summary>
    public bool IsSignedHere { get; set; }

    public int Revision { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<StoredFile>
    {
        public void Configure(EntityTypeBuilder<StoredFile> builder)
        {
            builder.ToTable("Files");
            builder.HasKey(f => f.Id);
            builder.Property(f => f.Id).ValueGeneratedNever();
            builder.Property(f => f.Kind).HasConversion<string>();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(f => f.ChargePointKey);
            builder.HasIndex(f => new { f.ChargePointKey, f.Id });
            builder.HasIndex(f => f.CommandId);
        }
    }
}

/// <summary>What a file is for.</summary>
internal enum FileKind
{
    /// <summary>An image for Charge Points to install.</summary>
    Firmware,

    /// <summary>What a GetDiagnostics brought.</summary>
    Diagnostics,

    /// <summary>What a GetLog brought.</summary>
    Log,
}
