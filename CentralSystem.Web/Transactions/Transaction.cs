using System.Numerics;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>A charging session from StartTransaction to StopTransaction (OCPP 1.6 §4.8, §4.10).</summary>
internal sealed class Transaction : IRevisioned
{
    /// <summary>Allotted by us: positive, rising, never used twice (errata §3.54).</summary>
    public int TransactionId { get; init; }

    public int ChargePointKey { get; init; }

    public int ConnectorId { get; set; }

    /// <summary>As the Charge Point wrote it, or as an operator corrected it.</summary>
    public required string IdTag { get; set; }

    /// <summary>The idTag it was looked up by, where the Charge Point's policy changed the one that was sent; null where they are the same.</summary>
    public string? NormalizedIdTag { get; set; }

    /// <summary>Register at the start, in Wh.</summary>
    public long MeterStart { get; set; }

    /// <summary>Charge Point time of the start; may lie days back.</summary>
    public DateTimeOffset StartTimestamp { get; init; }

    public DateTimeOffset StartReceivedAt { get; init; }

    /// <summary>When it began, as far as budgets go.</summary>
    public DateTimeOffset BeganAt => Plausibility.BeganAt(StartTimestamp, StartReceivedAt);

    /// <summary>Our answer to the start; the transaction exists whatever it was.</summary>
    public AuthorizationStatus AuthorizationStatus { get; init; }

    /// <summary>Who gave that answer; null for transactions from before it was kept.</summary>
    public AuthorizedBy? AuthorizedBy { get; init; }

    public int? ReservationId { get; init; }

    /// <summary>Register at the end, in Wh.</summary>
    public long? MeterStop { get; set; }

    /// <summary>Charge Point time of the end.</summary>
    public DateTimeOffset? StopTimestamp { get; set; }

    /// <summary>Null while the transaction runs.</summary>
    public DateTimeOffset? StopReceivedAt { get; set; }

    /// <summary>Wire text; <c>Local</c> when the Charge Point left it out (§6.49).</summary>
    public string? StopReason { get; set; }

    /// <summary>The idTag that was presented to stop it.</summary>
    public string? StopIdTag { get; set; }

    /// <summary>Energy in Wh, never negative; null while it is unknown.</summary>
    public long? EnergyWh { get; set; }

    /// <summary>How <see cref="EnergyWh"/> was found.</summary>
    public EnergySource? EnergySource { get; set; }

    /// <summary>From start to stop, in seconds, never negative; null while the transaction runs.</summary>
    public long? DurationSeconds { get; set; }

    /// <summary>Why it was ended without its StopTransaction; stays when that one comes after all. Null where it ended by its own.</summary>
    public Resolution? Resolution { get; set; }

    /// <inheritdoc/>
    public int Revision { get; set; }

    /// <summary>What did not fit and was kept all the same.</summary>
    public TransactionFlags Flags { get; set; }

    /// <summary>The idTag whose rules and budget it concerns, and under which it is counted.</summary>
    public string AuthorizedIdTag => NormalizedIdTag ?? IdTag;

    internal sealed class Mapping : IEntityTypeConfiguration<Transaction>
    {
        public void Configure(EntityTypeBuilder<Transaction> builder)
        {
            builder.HasKey(t => t.TransactionId);
            builder.Property(t => t.TransactionId).ValueGeneratedOnAdd();
            builder.Property(t => t.IdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(t => t.NormalizedIdTag).UseCollation(Collations.IgnoreCase);
            builder.Property(t => t.AuthorizationStatus).HasConversion<string>();
            builder.Property(t => t.AuthorizedBy).HasConversion<string>();
            builder.Property(t => t.EnergySource).HasConversion<string>();
            builder.Property(t => t.Resolution).HasConversion<string>();

            // Starts are written without it.
            builder.Property(t => t.Revision).HasDefaultValue(0);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(t => t.ChargePointKey).OnDelete(DeleteBehavior.Restrict);

            // The same start may arrive twice, even at once: this index, not a look-up before the insert, keeps it one transaction.
            // Time comes first so that new entries go to the end of the index, not to a page per Charge Point.
            builder.HasIndex(t => new { t.StartTimestamp, t.ChargePointKey, t.ConnectorId, t.IdTag, t.MeterStart }).IsUnique();

            // The lists an operator asks for: of a Charge Point, of an idTag; entries come with a start, not with every message. None by energy: a page of the largest is one
            // pass over the table (0.2 µs a row), while walking such an index beside another filter would fetch row after row (3 µs each), and each stop would pay for it.
            builder.HasIndex(t => new { t.ChargePointKey, t.TransactionId });
            builder.HasIndex(t => new { t.IdTag, t.TransactionId });

            // Empty but for Charge Points whose policy changes idTags.
            builder.HasIndex(t => new { t.NormalizedIdTag, t.TransactionId }).HasFilter("normalized_id_tag IS NOT NULL");

            // Small at any size of the table: only what runs now is in them.
            builder.HasIndex(t => new { t.ChargePointKey, t.ConnectorId }, "ix_transactions_open_by_connector").HasFilter("stop_received_at IS NULL");
            builder.HasIndex(t => t.TransactionId, "ix_transactions_open").HasFilter("stop_received_at IS NULL");

            // With the status, by which they are counted: else SQLite would take the index of all transactions of the idTag for as good.
            builder.HasIndex(t => new { t.IdTag, t.AuthorizationStatus }, "ix_transactions_open_by_id_tag").HasFilter("stop_received_at IS NULL");
            builder.HasIndex(t => new { t.NormalizedIdTag, t.AuthorizationStatus }, "ix_transactions_open_by_normalized_id_tag")
                .HasFilter("stop_received_at IS NULL AND normalized_id_tag IS NOT NULL");
        }
    }
}

/// <summary>How the energy of a transaction was found.</summary>
internal enum EnergySource
{
    /// <summary>meterStop - meterStart.</summary>
    Registers,

    /// <summary>Highest minus lowest Energy.Active.Import.Register sample, because meterStop - meterStart makes no sense.</summary>
    Samples,
}

/// <summary>Deviations of a transaction that an operator should know of; several may be set.</summary>
[Flags]
internal enum TransactionFlags
{
    None = 0,

    /// <summary>meterStop is lower than meterStart.</summary>
    MeterStopBelowStart = 1 << 0,

    /// <summary>The stop lies before the start.</summary>
    StopBeforeStart = 1 << 1,

    /// <summary>A timestamp could not be read; the time of receipt stands in for it.</summary>
    UnreadableTimestamp = 1 << 2,

    /// <summary>A timestamp is more than a day ahead of our clock, or before 2010.</summary>
    ImplausibleTimestamp = 1 << 3,

    /// <summary>The start came while another transaction was open on the connector.</summary>
    OverlappingStart = 1 << 4,

    /// <summary>The stop named no usable transactionId and was matched by Charge Point and time.</summary>
    MatchedStop = 1 << 5,

    /// <summary>A second, different StopTransaction came; the first one counts.</summary>
    ContradictingStop = 1 << 6,

    /// <summary>Meter values came without this transaction's id and were attached by connector.</summary>
    AttachedMeterValues = 1 << 7,

    /// <summary>Meter values came after the stop.</summary>
    LateMeterValues = 1 << 8,

    /// <summary>The idTag was not accepted at the start.</summary>
    NotAuthorized = 1 << 9,

    /// <summary>A register is negative.</summary>
    NegativeRegister = 1 << 10,

    /// <summary>The reservationId is not known for this Charge Point, or its reservation was cancelled or used before.</summary>
    UnknownReservation = 1 << 11,

    /// <summary>connectorId is below 1.</summary>
    ImplausibleConnector = 1 << 12,

    /// <summary>meterStop - meterStart is more than any connector can deliver in that time.</summary>
    ImplausibleEnergy = 1 << 13,

    /// <summary>No StopTransaction came; the central system ended it by a rule, with the last figures known.</summary>
    ResolvedAutomatically = 1 << 14,

    /// <summary>No StopTransaction came; an operator ended it.</summary>
    StoppedByOperator = 1 << 15,

    /// <summary>After a stop that was a guess or an operator's, the StopTransaction that names this transaction came; its figures count.</summary>
    ConfirmedStop = 1 << 16,

    /// <summary>An operator corrected figures; the original ones are kept.</summary>
    Corrected = 1 << 17,

    /// <summary>The idTag that stopped it is neither the one that started it nor one of its group.</summary>
    ForeignStop = 1 << 20,
}

/// <summary>Takes a set of flags apart.</summary>
internal static class TransactionFlagsExtensions
{
    /// <summary>Each flag that is set, in their order.</summary>
    public static IReadOnlyList<TransactionFlags> Each(this TransactionFlags flags)
    {
        if (flags == TransactionFlags.None)
        {
            return [];
        }

        var each = new List<TransactionFlags>();
        for (var left = (uint)flags; left != 0; left &= left - 1)
        {
            each.Add((TransactionFlags)(1 << BitOperations.TrailingZeroCount(left)));
        }

        return each;
    }
}
