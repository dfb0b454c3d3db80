using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.LocalLists;

/// <summary>Version of the local authorization list a Charge Point holds, as far as is known (OCPP 1.6 §5.10, §5.15).</summary>
internal sealed class LocalListState
{
    public int ChargePointKey { get; init; }

    /// <summary>0 for an empty list, -1 where the Charge Point has none.</summary>
    public int ListVersion { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Hash of the entries it was last brought into step with; null when it never was.</summary>
    public string? SyncedHash { get; set; }

    /// <summary>Version under which that was.</summary>
    public int? SyncedVersion { get; set; }

    public DateTimeOffset? SyncedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LocalListState>
    {
        public void Configure(EntityTypeBuilder<LocalListState> builder)
        {
            builder.ToTable("local_lists");
            builder.HasKey(l => l.ChargePointKey);
            builder.Property(l => l.ChargePointKey).ValueGeneratedNever();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(l => l.ChargePointKey);
        }
    }
}
