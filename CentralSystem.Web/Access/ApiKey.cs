using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Access;

/// <summary>What a program identifies itself with. The key itself is kept nowhere.</summary>
internal sealed class ApiKey
{
    public int Id { get; init; }

    /// <summary>Unique regardless of case: the audit trail names it.</summary>
    public required string Name { get; init; }

    /// <summary>First characters of the key, to tell which one a program holds.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key in hex. The key is 256 random bits: one round is as good as many, since none can be guessed.</summary>
    public required string Hash { get; init; }

    public required Role Role { get; init; }

    /// <summary>What of the role's rights it has, separated by spaces, such as <c>transactions:read</c>; null for all.</summary>
    public string? Scopes { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Written behind.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.ToTable("ApiKeys");
            builder.HasKey(k => k.Id);
            builder.Property(k => k.Name).UseCollation(Collations.IgnoreCase);
            builder.Property(k => k.Role).HasConversion<string>();
            builder.HasIndex(k => k.Name).IsUnique();
        }
    }
}
