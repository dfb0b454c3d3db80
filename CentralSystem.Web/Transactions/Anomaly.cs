using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Transactions;

/// <summary>Something an operator should look at: it stays in the inbox until somebody acknowledges it or its cause is gone.</summary>
internal sealed class Anomaly
{
    public const string UnmatchedMessage = "UnmatchedMessage";
    public const string OpenOnAvailableConnector = "OpenOnAvailableConnector";
    public const string OpenOnOfflineChargePoint = "OpenOnOfflineChargePoint";

    public long Id { get; init; }

    /// <summary>The name of a transaction flag, or one of the constants here.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, as a path below the API's root; one of a kind each.</summary>
    public required string Subject { get; init; }

    public int ChargePointKey { get; init; }

    public int? TransactionId { get; init; }

    public DateTimeOffset DetectedAt { get; init; }

    /// <summary>Null while it is in the inbox.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    public string? AcknowledgedBy { get; set; }

    public string? Note { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Anomaly>
    {
        public void Configure(EntityTypeBuilder<Anomaly> builder)
        {
            builder.ToTable("Anomalies");
            builder.HasKey(a => a.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(a => a.ChargePointKey);

            // Detected again it is the same one, acknowledged or not.
            builder.HasIndex(a => new { a.Subject, a.Kind }).IsUnique();
            builder.HasIndex(a => a.Id, "ix_anomalies_inbox").HasFilter("acknowledged_at IS NULL");
        }
    }
}
