using Ocpp.Payloads;

namespace CentralSystem.Web.Transactions;

/// <summary>Judges what a transaction message says; nothing is refused for it, only flagged (OCPP 1.6 §4.8, §4.10).</summary>
internal static class Plausibility
{
    /// <summary>No OCPP 1.6 Charge Point was built before; a clock that says so was never set.</summary>
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>So far ahead of ours a clock may be.</summary>
    public static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    /// <summary>Longer than this no Charge Point keeps a start to itself; one that is dated further back comes from a clock that was never set.</summary>
    private static readonly TimeSpan LongestBehind = TimeSpan.FromDays(90);

    /// <summary>No connector delivers more; a transaction that claims it has a wrong register.</summary>
    public const double HighestPowerW = 1_500_000;

    /// <summary>Nobody delivers more in one transaction; a register that says so must not make a sum over all of them overflow.</summary>
    public const long MostWh = 1_000_000_000_000;

    /// <summary>Registers count whole steps, so the shortest transaction may still show one.</summary>
    private const double SmallestStepWh = 1_000;

    /// <summary>What the figures of an end may earn; they go when other figures take their place.</summary>
    public const TransactionFlags OfFigures = TransactionFlags.MeterStopBelowStart | TransactionFlags.StopBeforeStart | TransactionFlags.ImplausibleEnergy;

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

    /// <summary>What the figures of a whole transaction tell: see <see cref="OfFigures"/>.</summary>
    public static TransactionFlags FlagsOf(long meterStart, DateTimeOffset start, long meterStop, DateTimeOffset stop)
    {
        var flags = stop < start ? TransactionFlags.StopBeforeStart : TransactionFlags.None;
        if (meterStop < meterStart)
        {
            return flags | TransactionFlags.MeterStopBelowStart;
        }

        return CanBe(meterStop - meterStart, stop - start) ? flags : flags | TransactionFlags.ImplausibleEnergy;
    }

    /// <summary>When a transaction began, as far as it decides what it counts for: as its Charge Point says, or when the start came, where that clock cannot be right.</summary>
    /// <remarks>A clock that stands at 1970 must not put energy where no budget looks. The transaction itself keeps what was said.</remarks>
    public static DateTimeOffset BeganAt(DateTimeOffset startTimestamp, DateTimeOffset startReceivedAt) =>
        startTimestamp < startReceivedAt - LongestBehind || startTimestamp > startReceivedAt + LongestAhead ? startReceivedAt : startTimestamp;

    /// <summary>Whether a connector can have delivered this much in that time; a time that ran backwards tells nothing.</summary>
    public static bool CanBe(long energyWh, TimeSpan duration) =>
        energyWh >= 0 && (duration < TimeSpan.Zero || energyWh <= SmallestStepWh + (HighestPowerW * duration.TotalHours));
}
