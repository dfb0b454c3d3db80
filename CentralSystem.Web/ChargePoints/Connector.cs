using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.ChargePoints;

/// <summary>The last status a Charge Point reported of one connector; connector 0 stands for the Charge Point itself (OCPP 1.6 §4.9).</summary>
internal sealed class Connector
{
    public int ChargePointKey { get; init; }

    /// <summary>0 for the Charge Point itself, else counted from 1.</summary>
    public int ConnectorId { get; init; }

    /// <summary>Wire text, so that a status the specification does not know is shown as it came. Null until the first report.</summary>
    public string? Status { get; set; }

    public string? ErrorCode { get; set; }

    public string? Info { get; set; }

    public string? VendorId { get; set; }

    public string? VendorErrorCode { get; set; }

    /// <summary>Time the Charge Point gave; without one, the time of receipt.</summary>
    public DateTimeOffset? StatusTimestamp { get; set; }

    /// <summary>Newest time at which the Charge Point is known to have said so, as far as it was stored; null for statuses from before it was kept.</summary>
    public DateTimeOffset? StatusConfirmedAt { get; set; }

    /// <summary>What the last accepted ChangeAvailability asked for: <c>Operative</c>, <c>Inoperative</c>, or null.</summary>
    public string? RequestedAvailability { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Connector>
    {
        public void Configure(EntityTypeBuilder<Connector> builder)
        {
            builder.HasKey(c => new { c.ChargePointKey, c.ConnectorId });
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);
        }
    }
}
