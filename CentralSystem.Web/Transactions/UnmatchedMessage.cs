using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Transactions;

/// <summary>A transaction message that was answered but fits no transaction; an operator resolves it.</summary>
internal sealed class UnmatchedMessage
{
    /// <summary>Stands in the payload for a timestamp nobody could read. Not the time of receipt, as elsewhere: with another one each time, a repetition would count as a message of its own.</summary>
    public static readonly DateTimeOffset Undated = DateTimeOffset.MinValue;

    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    public required string Action { get; init; }

    /// <summary>As the Charge Point sent it.</summary>
    public long TransactionId { get; init; }

    /// <summary>Payload as JSON.</summary>
    public required string Payload { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When an operator settled it; null while it waits.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public string? SettledBy { get; set; }

    /// <summary>The transaction an operator assigned it to; null when it was dismissed.</summary>
    public int? AssignedTransactionId { get; set; }

    public string? Note { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UnmatchedMessage>
    {
        public void Configure(EntityTypeBuilder<UnmatchedMessage> builder)
        {
            builder.HasKey(m => m.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(m => m.ChargePointKey);

            // A stop nobody can place is sent again like any other: kept once.
            builder.HasIndex(m => new { m.ChargePointKey, m.Action, m.Payload }).IsUnique();
        }
    }
}
