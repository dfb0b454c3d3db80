using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.MeterValues;

/// <summary>What the samples of one measurand, phase, location and unit said within an hour; the context does not count.</summary>
internal sealed class MeterValueHour
{
    public int ChargePointKey { get; init; }

    public int ConnectorId { get; init; }

    /// <summary>Its first instant, in UTC.</summary>
    public DateTimeOffset Hour { get; init; }

    /// <summary>A kind with this measurand, phase, location and unit.</summary>
    public int KindId { get; init; }

    public SampleKind Kind { get; init; } = null!;

    public double Min { get; init; }

    public double Max { get; init; }

    public double Average { get; init; }

    /// <summary>The value that came last by the Charge Point's clock.</summary>
    public double Last { get; init; }

    /// <summary>How many samples there were.</summary>
    public long Count { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MeterValueHour>
    {
        public void Configure(EntityTypeBuilder<MeterValueHour> builder)
        {
            builder.ToTable("meter_value_hours");

            // Read by Charge Point over a period; written once an hour in the background, so its scatter costs no message anything.
            builder.HasKey(h => new { h.ChargePointKey, h.Hour, h.ConnectorId, h.KindId });
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(h => h.ChargePointKey);
            builder.HasOne(h => h.Kind).WithMany().HasForeignKey(h => h.KindId);
        }
    }
}

/// <summary>How far the roll-up has come; one row.</summary>
internal sealed class MeterValueRollUpState
{
    public int Id { get; init; }

    /// <summary>Every meter value up to this id is in its hour.</summary>
    public long RolledUpTo { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MeterValueRollUpState>
    {
        public void Configure(EntityTypeBuilder<MeterValueRollUpState> builder)
        {
            builder.ToTable("meter_value_roll_up_states");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
        }
    }
}
