using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Files;

/// <summary>Permission for one Charge Point to fetch one file, or to bring one.</summary>
internal sealed class FileLink
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the token, lower-case hex; the token itself is kept nowhere.</summary>
    public required string TokenSha256 { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>Firmware is fetched, anything else is brought.</summary>
    public FileKind Kind { get; init; }

    /// <summary>The file to fetch; for an upload the file that came, null until it did.</summary>
    public Guid? FileId { get; set; }

    /// <summary>The command that carried the link; null until it is registered.</summary>
    public Guid? CommandId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Requests it has let in.</summary>
    public int Requests { get; set; }

    public bool IsUpload => Kind != FileKind.Firmware;

    internal sealed class Mapping : IEntityTypeConfiguration<FileLink>
    {
        public void Configure(EntityTypeBuilder<FileLink> builder)
        {
            builder.ToTable("FileLinks");
            builder.HasKey(l => l.Id);
            builder.Property(l => l.Id).ValueGeneratedNever();
            builder.Property(l => l.Kind).HasConversion<string>();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(l => l.ChargePointKey);
            builder.HasIndex(l => l.TokenSha256).IsUnique();
        }
    }
}
