using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What holds for every idTag with the same parentIdTag (OCPP 1.6 §3.10), beside what holds for the tag itself.</summary>
/// <remarks>A parentIdTag needs no row here: without one, its tags may stop each other's transactions and nothing more.</remarks>
internal sealed class IdTagGroup : IRevisioned, IUsageLimited
{
    /// <summary>The group's identifier, as its tags carry it; equal regardless of case.</summary>
    public required string ParentIdTag { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; set; }

    /// <summary>Anything but Accepted holds for every tag of the group.</summary>
    public AuthorizationStatus Status { get; set; }

    public DateTimeOffset? ExpiryDate { get; set; }

    /// <summary>Transactions of all its tags that may run at once; null sets no limit.</summary>
    public int? MaxActiveTransactions { get; set; }

    /// <summary>Where, when and how much its tags may charge, the budget shared by all; null sets no limit.</summary>
    public UsageRules? Rules { get; set; }

    /// <summary>Free text of the operator.</summary>
    public string? Note { get; set; }

    public int Revision { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdTagGroup>
    {
        public void Configure(EntityTypeBuilder<IdTagGroup> builder)
        {
            builder.HasKey(g => g.ParentIdTag);
            builder.Property(g => g.ParentIdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(g => g.Status).HasConversion<string>();
            builder.Property(g => g.Rules).HasConversion(rules => UsageRules.ToText(rules), text => UsageRules.Parse(text));
            builder.HasIndex(g => new { g.CreatedAt, g.ParentIdTag });
        }
    }
}
