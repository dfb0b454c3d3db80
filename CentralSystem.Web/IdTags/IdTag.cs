using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>An identifier that may start transactions (OCPP 1.6 §3.9, §7.28): equal regardless of case.</summary>
internal sealed class IdTag : IRevisioned, IUsageLimited
{
    /// <summary>CiString20Type.</summary>
    public const int MaxIdLength = 20;

    /// <summary>The identifier; at most 20 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Group: tags with the same parent may stop each other's transactions (§3.10).</summary>
    public string? ParentIdTag { get; set; }

    /// <summary>The operator's verdict; an expired tag is Expired whatever stands here.</summary>
    public AuthorizationStatus Status { get; set; }

    public DateTimeOffset? ExpiryDate { get; set; }

    /// <summary>Transactions that may run at once; null sets no limit.</summary>
    public int? MaxActiveTransactions { get; set; }

    /// <summary>Where, when and how much it may charge; null sets no limit.</summary>
    public UsageRules? Rules { get; set; }

    /// <summary>Free text of the operator.</summary>
    public string? Note { get; set; }

    public int Revision { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdTag>
    {
        public void Configure(EntityTypeBuilder<IdTag> builder)
        {
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Id).UseCollation(Collations.IgnoreCase);
            builder.Property(t => t.ParentIdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(t => t.Status).HasConversion<string>();
            builder.Property(t => t.Rules).HasConversion(rules => UsageRules.ToText(rules), text => UsageRules.Parse(text));

            // Finds the tags of a group, whose running transactions are counted at a start.
            builder.HasIndex(t => t.ParentIdTag).HasFilter("parent_id_tag IS NOT NULL");
            builder.HasIndex(t => new { t.CreatedAt, t.Id });
        }
    }
}
