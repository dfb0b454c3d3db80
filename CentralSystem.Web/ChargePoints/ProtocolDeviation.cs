using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.ChargePoints;

/// <summary>How often a Charge Point deviated from the specification in one way, and how it last did.</summary>
internal sealed class ProtocolDeviation
{
    public int ChargePointKey { get; init; }

    /// <summary>Name of an <see cref="Ocpp.Payloads.NoteKind"/>.</summary>
    public required string Kind { get; init; }

    public required string Action { get; init; }

    /// <summary>Path of the member without list positions.</summary>
    public required string Field { get; init; }

    public long Count { get; set; }

    public required string LastText { get; set; }

    public DateTimeOffset LastAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProtocolDeviation>
    {
        public void Configure(EntityTypeBuilder<ProtocolDeviation> builder)
        {
            builder.HasKey(d => new { d.ChargePointKey, d.Kind, d.Action, d.Field });
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(d => d.ChargePointKey);
        }
    }
}
