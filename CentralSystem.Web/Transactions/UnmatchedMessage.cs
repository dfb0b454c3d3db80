using System.Security.Cryptography;
using System.Text;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>A transaction message that was answered but fits no transaction; an operator resolves it.</summary>
internal sealed class UnmatchedMessage
{
    /// <summary>For how long a message with a timestamp nobody can read is taken for repeated; nothing is repeated for longer. So it is with the start of a transaction that is over.</summary>
    public static readonly TimeSpan LongestRepetition = TimeSpan.FromDays(1);

    /// <summary>The days that stand in for such timestamps are counted from here.</summary>
    private static readonly DateTimeOffset FirstDay = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public long Id { get; init; }

    public int ChargePointKey { get; init; }

    public required string Action { get; init; }

    /// <summary>As the Charge Point sent it.</summary>
    public long TransactionId { get; init; }

    /// <summary>Payload as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>Stands for the payload where messages are told apart: an index takes only so many bytes of a row, and transactionData knows no end.</summary>
    public required string Digest { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When an operator settled it; null while it waits.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public string? SettledBy { get; set; }

    /// <summary>The transaction an operator assigned it to; null when it was dismissed.</summary>
    public int? AssignedTransactionId { get; set; }

    public string? Note { get; set; }

    /// <summary>
    /// Stands in the payload for a timestamp nobody could read: a day of the first century for each day of receipt. Not the time of receipt, as elsewhere: with another one each time,
    /// a repetition would count as a message of its own. Nor the same one for ever: what says the same a month later is another session.
    /// </summary>
    public static DateTimeOffset Undated(DateTimeOffset receivedAt) => DateTimeOffset.MinValue.AddDays(Math.Max(0, (receivedAt - FirstDay).Days));

    /// <summary>SHA-256 of a payload, in hexadecimal.</summary>
    public static string DigestOf(string payload) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));

    /// <summary>Whether a timestamp of the payload is such a stand-in.</summary>
    public static bool IsUndated(DateTimeOffset timestamp) => timestamp.Year < 1_000;

    /// <summary>The values with other timestamps.</summary>
    public static IReadOnlyList<MeterValue> Dated(IReadOnlyList<MeterValue> values, Func<DateTimeOffset, DateTimeOffset> timestampOf) =>
        [.. values.Select(v => v with { Timestamp = timestampOf(v.Timestamp) })];

    internal sealed class Mapping : IEntityTypeConfiguration<UnmatchedMessage>
    {
        public void Configure(EntityTypeBuilder<UnmatchedMessage> builder)
        {
            builder.HasKey(m => m.Id);
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(m => m.ChargePointKey);

            // A stop nobody can place is sent again like any other: kept once.
            builder.HasIndex(m => new { m.ChargePointKey, m.Action, m.Digest }).IsUnique();
        }
    }
}
