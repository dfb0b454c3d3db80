using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Configuration;

/// <summary>A configuration key of a Charge Point as it was last reported or set (OCPP 1.6 chapter 9).</summary>
internal sealed class ConfigurationKey
{
    public int ChargePointKey { get; init; }

    /// <summary>CiString50Type: equal regardless of case.</summary>
    public required string Key { get; init; }

    /// <summary>Null when the Charge Point reported none; never kept for AuthorizationKey.</summary>
    public string? Value { get; set; }

    /// <summary>Null until the Charge Point told.</summary>
    public bool? Readonly { get; set; }

    /// <summary>The last change was answered RebootRequired and no boot came since.</summary>
    public bool RebootRequired { get; set; }

    /// <summary>The Charge Point said that it does not have the key.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>When the Charge Point last told of it; null when it was only ever set.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>When it was last told of or set.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ConfigurationKey>
    {
        public void Configure(EntityTypeBuilder<ConfigurationKey> builder)
        {
            builder.HasKey(k => new { k.ChargePointKey, k.Key });
            builder.Property(k => k.Key).UseCollation(Collations.IgnoreCase);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(k => k.ChargePointKey);
        }
    }
}
