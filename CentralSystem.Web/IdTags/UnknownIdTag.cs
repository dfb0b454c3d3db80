using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.IdTags;

/// <summary>An idTag that was presented but is not registered: the inbox from which operators adopt tags.</summary>
internal sealed class UnknownIdTag
{
    public required string Id { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    public int Count { get; set; }

    /// <summary>Identity of the Charge Point where it was last presented.</summary>
    public required string LastChargePointId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UnknownIdTag>
    {
        public void Configure(EntityTypeBuilder<UnknownIdTag> builder)
        {
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Id).UseCollation(Collations.IgnoreCase);
        }
    }
}
