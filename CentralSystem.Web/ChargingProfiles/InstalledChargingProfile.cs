using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Types;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>A charging profile a Charge Point accepted: what is believed to be installed (OCPP 1.6 §3.13).</summary>
internal sealed class InstalledChargingProfile
{
    public int ChargePointKey { get; init; }

    /// <summary>Unique per Charge Point (§3.13.2).</summary>
    public int ChargingProfileId { get; init; }

    public int ConnectorId { get; set; }

    public int StackLevel { get; set; }

    public ChargingProfilePurpose Purpose { get; set; }

    /// <summary>The transaction of a TxProfile.</summary>
    public int? TransactionId { get; set; }

    /// <summary>The whole profile as JSON.</summary>
    public required string Profile { get; set; }

    public DateTimeOffset InstalledAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InstalledChargingProfile>
    {
        public void Configure(EntityTypeBuilder<InstalledChargingProfile> builder)
        {
            builder.HasKey(p => new { p.ChargePointKey, p.ChargingProfileId });
            builder.Property(p => p.ChargingProfileId).ValueGeneratedNever();
            builder.Property(p => p.Purpose).HasConversion<string>();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(p => p.ChargePointKey);
        }
    }
}
