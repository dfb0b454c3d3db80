using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Access;

/// <summary>Who changed or commanded what, when, from where. Rows are only ever added.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public CallerKind CallerKind { get; init; }

    /// <summary>Name of the user or of the API key.</summary>
    public required string CallerName { get; init; }

    public string? Address { get; init; }

    /// <summary>What was done: noun and verb, such as <c>id-tag.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>The particulars as JSON, secrets left out.</summary>
    public string? Detail { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.ToTable("AuditEntries");
            builder.HasKey(e => e.Id);
            builder.Property(e => e.CallerKind).HasConversion<string>();

            // Who changed this one, and what is too old.
            builder.HasIndex(e => new { e.Subject, e.Id });
            builder.HasIndex(e => e.At);
        }
    }
}
