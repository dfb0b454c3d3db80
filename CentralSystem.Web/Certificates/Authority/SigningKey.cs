using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>A private key of this central system with its certificate; one for each name, whoever makes it first.</summary>
internal sealed class SigningKey
{
    /// <summary>The authority's own.</summary>
    public const string Authority = "authority";

    /// <summary>Signs firmware.</summary>
    public const string Firmware = "firmware";

    public required string Name { get; init; }

    /// <summary>Its certificate in PEM, followed by those that lead to the root.</summary>
    public required string Chain { get; set; }

    /// <summary>The key, encrypted (docs/certificates.md).</summary>
    public required string ProtectedKey { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SigningKey>
    {
        public void Configure(EntityTypeBuilder<SigningKey> builder)
        {
            builder.ToTable("SigningKeys");
            builder.HasKey(k => k.Name);
        }
    }
}
