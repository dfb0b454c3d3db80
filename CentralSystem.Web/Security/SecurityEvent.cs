using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Security;

/// <summary>A security event a Charge Point reported (whitepaper A04).</summary>
internal sealed class SecurityEvent : IChargePointReport
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>One of whitepaper chapter 8, or the vendor's own.</summary>
    public required string Type { get; init; }

    /// <summary>Charge Point time of the event.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Empty when the Charge Point gave none, so that repetitions compare equal.</summary>
    public required string TechInfo { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SecurityEvent>
    {
        public void Configure(EntityTypeBuilder<SecurityEvent> builder)
        {
            builder.HasKey(e => e.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(e => e.ChargePointKey);
            builder.HasIndex(e => new { e.ChargePointKey, e.Id });

            // Queued with guaranteed delivery (A04.FR.02), so it may come again.
            builder.HasIndex(e => new { e.Timestamp, e.ChargePointKey, e.Type, e.TechInfo }).IsUnique();
        }
    }
}
