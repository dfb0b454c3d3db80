using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.DataTransfers;

/// <summary>A DataTransfer a Charge Point sent (OCPP 1.6 §4.3), kept whether or not anybody knows its vendor.</summary>
internal sealed class ReceivedDataTransfer : IChargePointReport
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    public required string VendorId { get; init; }

    public string? MessageId { get; init; }

    public string? Data { get; init; }

    /// <summary>Our answer, wire text.</summary>
    public required string Status { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReceivedDataTransfer>
    {
        public void Configure(EntityTypeBuilder<ReceivedDataTransfer> builder)
        {
            builder.HasKey(t => t.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(t => t.ChargePointKey);
        }
    }
}
