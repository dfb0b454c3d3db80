using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.MeterValues;

/// <summary>One meterValue of a MeterValues or StopTransaction: the instant that its samples share (OCPP 1.6 §7.33).</summary>
/// <remarks>The hottest table: rows are appended in order and indexed by nothing that is spread over all Charge Points (docs/decisions/0002).</remarks>
internal sealed class StoredMeterValue
{
    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    public int ConnectorId { get; init; }

    /// <summary>The transaction it belongs to, by the message or by us; null outside transactions.</summary>
    public int? TransactionId { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public List<StoredSampledValue> Samples { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<StoredMeterValue>
    {
        public void Configure(EntityTypeBuilder<StoredMeterValue> builder)
        {
            builder.ToTable("meter_values");
            builder.HasKey(v => v.Id);
            builder.HasIndex(v => v.TransactionId).HasFilter("transaction_id IS NOT NULL");

            // Values come in order of time, so this one grows at its end; it finds repetitions and answers queries over time.
            builder.HasIndex(v => new { v.Timestamp, v.ChargePointKey, v.ConnectorId });
        }
    }
}

/// <summary>One sampledValue of a meterValue (§7.43).</summary>
internal sealed class StoredSampledValue
{
    public long MeterValueId { get; init; }

    /// <summary>Position in the message, from 0.</summary>
    public int Ordinal { get; init; }

    public int KindId { get; init; }

    public SampleKind Kind { get; init; } = null!;

    /// <summary>The value as a number; null when it is none.</summary>
    public double? Value { get; init; }

    /// <summary>The value as it came, where it is no number (SignedData, empty text).</summary>
    public string? Text { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StoredSampledValue>
    {
        public void Configure(EntityTypeBuilder<StoredSampledValue> builder)
        {
            builder.ToTable("sampled_values");
            builder.HasKey(s => new { s.MeterValueId, s.Ordinal });
            builder.HasOne<StoredMeterValue>().WithMany(v => v.Samples).HasForeignKey(s => s.MeterValueId);
            builder.HasOne(s => s.Kind).WithMany().HasForeignKey(s => s.KindId);
        }
    }
}

/// <summary>What a sample is: the members of a sampledValue beside its value, stored once for all samples alike.</summary>
/// <remarks>Wire texts with the defaults of §7.43 filled in; an empty text stands for an absent phase or unit.</remarks>
internal sealed class SampleKind
{
    public int Id { get; init; }

    public required string Measurand { get; init; }

    public required string Context { get; init; }

    public required string Phase { get; init; }

    public required string Location { get; init; }

    public required string Format { get; init; }

    public required string Unit { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SampleKind>
    {
        public void Configure(EntityTypeBuilder<SampleKind> builder)
        {
            builder.HasKey(k => k.Id);
            builder.HasIndex(k => new { k.Measurand, k.Context, k.Phase, k.Location, k.Format, k.Unit }).IsUnique();
        }
    }
}
