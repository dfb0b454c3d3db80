using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Firmware;

/// <summary>One progress report of a firmware update, a diagnostics upload or a log upload.</summary>
internal sealed class StatusReport : IChargePointReport
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    /// <summary>The reporting operation, such as <c>FirmwareStatusNotification</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Wire text.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the request it belongs to; only the operations of the whitepaper carry one.</summary>
    public int? RequestId { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StatusReport>
    {
        public void Configure(EntityTypeBuilder<StatusReport> builder)
        {
            builder.HasKey(r => r.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(r => r.ChargePointKey);
            builder.HasIndex(r => new { r.ChargePointKey, r.Id });
        }
    }
}
