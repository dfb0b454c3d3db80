using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.ChargePoints;

/// <summary>A tag of a Charge Point: operators group Charge Points by tags (site, owner, model), and rules and commands name the group.</summary>
internal sealed class ChargePointTag
{
    public const int MaxLength = 40;

    public int ChargePointKey { get; init; }

    /// <summary>Equal regardless of case.</summary>
    public required string Tag { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChargePointTag>
    {
        public void Configure(EntityTypeBuilder<ChargePointTag> builder)
        {
            builder.ToTable("ChargePointTags");
            builder.HasKey(t => new { t.ChargePointKey, t.Tag });
            builder.Property(t => t.Tag).UseCollation(Collations.IgnoreCase);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(t => t.ChargePointKey);
            builder.HasIndex(t => t.Tag);
        }
    }
}
