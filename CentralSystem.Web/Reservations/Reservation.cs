using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Reservations;

/// <summary>A reservation this central system asked a Charge Point for (OCPP 1.6 §5.13).</summary>
internal sealed class Reservation
{
    public int ChargePointKey { get; init; }

    /// <summary>Allotted by us unless the operator chose it; unique per Charge Point.</summary>
    public int ReservationId { get; init; }

    /// <summary>0 reserves any one connector.</summary>
    public int ConnectorId { get; set; }

    public required string IdTag { get; set; }

    public string? ParentIdTag { get; set; }

    public DateTimeOffset ExpiryDate { get; set; }

    public ReservationState State { get; set; }

    /// <summary>The transaction that used it.</summary>
    public int? TransactionId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Reservation>
    {
        public void Configure(EntityTypeBuilder<Reservation> builder)
        {
            builder.HasKey(r => new { r.ChargePointKey, r.ReservationId });
            builder.HasIndex(r => new { r.ReservationId, r.ChargePointKey });
            builder.Property(r => r.ReservationId).ValueGeneratedNever();
            builder.Property(r => r.IdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(r => r.ParentIdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(r => r.State).HasConversion<string>();
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointKey);
        }
    }
}

/// <summary>What became of a reservation.</summary>
internal enum ReservationState
{
    /// <summary>Asked for; no answer yet, or none ever came.</summary>
    Requested,

    /// <summary>In force until it is used, cancelled or expired.</summary>
    Accepted,

    /// <summary>The Charge Point refused it; the command tells with which status.</summary>
    Refused,

    /// <summary>Cancelled on our request.</summary>
    Cancelled,

    /// <summary>A transaction began with it.</summary>
    Used,

    /// <summary>Its expiry date passed unused.</summary>
    Expired,
}
