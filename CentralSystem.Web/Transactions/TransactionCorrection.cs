using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Transactions;

/// <summary>One change of a transaction's figures by anything but its own first messages. Rows are only ever added.</summary>
internal sealed class TransactionCorrection
{
    public long Id { get; init; }

    public int TransactionId { get; init; }

    public DateTimeOffset At { get; init; }

    public CorrectionKind Kind { get; init; }

    /// <summary>Who: the operator, the Charge Point, or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary><see cref="TransactionFigures"/> as JSON.</summary>
    public required string Before { get; init; }

    /// <summary><see cref="TransactionFigures"/> as JSON.</summary>
    public required string After { get; init; }

    public required string Note { get; init; }

    public static TransactionCorrection Of(
        int transactionId, CorrectionKind kind, DateTimeOffset at, string by, string note, TransactionFigures before, TransactionFigures after) => new()
        {
            TransactionId = transactionId,
            Kind = kind,
            At = at,
            By = by,
            Note = note,
            Before = JsonSerializer.Serialize(before, ApiJson.Options),
            After = JsonSerializer.Serialize(after, ApiJson.Options),
        };

    internal sealed class Mapping : IEntityTypeConfiguration<TransactionCorrection>
    {
        public void Configure(EntityTypeBuilder<TransactionCorrection> builder)
        {
            builder.ToTable("TransactionCorrections");
            builder.HasKey(c => c.Id);
            builder.Property(c => c.Kind).HasConversion<string>();
            builder.HasIndex(c => c.TransactionId);
        }
    }
}

/// <summary>What changed the figures of a transaction.</summary>
internal enum CorrectionKind
{
    /// <summary>An operator corrected them.</summary>
    Correction,

    /// <summary>An operator ended it.</summary>
    OperatorStop,

    /// <summary>A rule ended it.</summary>
    AutomaticResolution,

    /// <summary>Its StopTransaction came after it had been ended without.</summary>
    LateStop,

    /// <summary>Meter values came after a rule had ended it.</summary>
    LateMeterValues,
}

/// <summary>The figures of a transaction as its Charge Point told them, kept while an operator's stand in the transaction.</summary>
/// <remarks>Finds the repetition of a start or stop whose figures were corrected meanwhile.</remarks>
internal sealed class OriginalTransaction
{
    public int TransactionId { get; init; }

    public int ChargePointKey { get; init; }

    public int ConnectorId { get; init; }

    public required string IdTag { get; init; }

    public long MeterStart { get; init; }

    public DateTimeOffset StartTimestamp { get; init; }

    public long? MeterStop { get; set; }

    public DateTimeOffset? StopTimestamp { get; set; }

    public string? StopReason { get; set; }

    public long? EnergyWh { get; set; }

    public EnergySource? EnergySource { get; set; }

    public long? DurationSeconds { get; set; }

    public static OriginalTransaction Of(Transaction row) => new()
    {
        TransactionId = row.TransactionId,
        ChargePointKey = row.ChargePointKey,
        ConnectorId = row.ConnectorId,
        IdTag = row.IdTag,
        MeterStart = row.MeterStart,
        StartTimestamp = row.StartTimestamp,
        MeterStop = row.MeterStop,
        StopTimestamp = row.StopTimestamp,
        StopReason = row.StopReason,
        EnergyWh = row.EnergyWh,
        EnergySource = row.EnergySource,
        DurationSeconds = row.DurationSeconds,
    };

    /// <summary>Takes over the end of the row, reckoned from its own start: an operator may have corrected that of the row.</summary>
    public void TakeEnd(StoreSession session, Transaction row)
    {
        var duration = row.StopTimestamp!.Value - StartTimestamp;
        var energy = TransactionEnergy.Of(session, TransactionId, MeterStart, row.MeterStop!.Value, duration);
        (MeterStop, StopTimestamp, StopReason) = (row.MeterStop, row.StopTimestamp, row.StopReason);
        (EnergyWh, EnergySource, DurationSeconds) = (energy.Wh, energy.Source, TransactionRows.SecondsOf(duration));
    }

    /// <param name="authorizedIdTag">The history knows it: the first correction found it so.</param>
    public TransactionFigures Figures(string? authorizedIdTag) =>
        new(ConnectorId, IdTag, authorizedIdTag, MeterStart, StartTimestamp, MeterStop, StopTimestamp, StopReason, EnergyWh, EnergySource, DurationSeconds);

    internal sealed class Mapping : IEntityTypeConfiguration<OriginalTransaction>
    {
        public void Configure(EntityTypeBuilder<OriginalTransaction> builder)
        {
            builder.ToTable("OriginalTransactions");
            builder.HasKey(t => t.TransactionId);
            builder.Property(t => t.TransactionId).ValueGeneratedNever();
            builder.Property(t => t.IdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(t => t.EnergySource).HasConversion<string>();
            builder.HasIndex(t => new { t.StartTimestamp, t.ChargePointKey });
        }
    }
}
