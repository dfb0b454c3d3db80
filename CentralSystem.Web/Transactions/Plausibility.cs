using Ocpp.Payloads;

namespace CentralSystem.Web.Transactions;

/// <summary>Judges what a transaction message says; nothing is refused for it, only flagged (OCPP 1.6 §4.8, §4.10).</summary>
internal static class Plausibility
{
    /// <summary>No OCPP 1.6 Charge Point was built before; a clock that says so was never set.</summary>
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    /// <summary>No connector delivers more; a transaction that claims it has a wrong register.</summary>
    private const double HighestPowerW = 1_500_000;

    /// <summary>Registers count whole steps, so the shortest transaction may still show one.</summary>
    private const double SmallestStepWh = 1_000;

    public static TransactionFlags FlagsOf(IReadOnlyList<ProtocolNote> notes) =>
        notes.Any(n => n is { Kind: NoteKind.UnreadableDate, Field: "timestamp" }) ? TransactionFlags.UnreadableTimestamp : TransactionFlags.None;

    public static TransactionFlags FlagsOf(DateTimeOffset timestamp, DateTimeOffset receivedAt, long register)
    {
        var flags = TransactionFlags.None;
        if (timestamp < Earliest || timestamp > receivedAt + LongestAhead)
        {
            flags |= TransactionFlags.ImplausibleTimestamp;
        }

        return register < 0 ? flags | TransactionFlags.NegativeRegister : flags;
    }

    /// <summary>Whether a connector can have delivered this much in that time; a time that ran backwards tells nothing.</summary>
    public static bool CanBe(long energyWh, TimeSpan duration) =>
        energyWh >= 0 && (duration < TimeSpan.Zero || energyWh <= SmallestStepWh + (HighestPowerW * duration.TotalHours));
}
