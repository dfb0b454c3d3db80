using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;

namespace CentralSystem.Web.Transactions;

/// <summary>What several transaction messages do alike inside a write.</summary>
internal static class TransactionRows
{
    /// <summary>Touches the row only when something is new: meter values of a long session would write it every time.</summary>
    private const string AddFlagsSql = "UPDATE transactions SET flags = flags | ?2 WHERE transaction_id = ?1 AND flags & ?2 <> ?2";

    private const string KeepUnmatchedSql =
        """
        INSERT INTO unmatched_messages (charge_point_key, action, transaction_id, payload, digest, reason, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (charge_point_key, action, digest) DO NOTHING
        RETURNING id
        """;

    private const string FindUnmatchedSql = "SELECT 1 FROM unmatched_messages WHERE charge_point_key = ? AND action = ? AND digest = ? AND received_at > ?";

    /// <summary>A time that ran backwards is no time.</summary>
    public static long SecondsOf(TimeSpan duration) => Math.Max(0, (long)duration.TotalSeconds);

    public static void AddFlags(StoreSession session, ChargePointState chargePoint, int transactionId, TransactionFlags flags, DateTimeOffset at)
    {
        if (session.Prepared(AddFlagsSql).Bind(1, transactionId).Bind(2, (long)flags).Execute() > 0)
        {
            session.Detect(chargePoint, transactionId, flags, at);
        }
    }

    /// <summary>Keeps a message that fits no transaction, once; an orphan is one that only an operator can place.</summary>
    /// <remarks>
    /// Which one is a repetition: of messages whose timestamps can be read, every one that says the same. Without them two sessions say the same by chance, as those that deliver nothing do;
    /// so there it is a repetition within <see cref="UnmatchedMessage.LongestRepetition"/> of the first one, and a message of its own after that.
    /// </remarks>
    /// <param name="session">Where to.</param>
    /// <param name="chargePoint">Whose message it is.</param>
    /// <param name="undated">The message with an instant in the place of timestamps that nobody can read.</param>
    /// <param name="transactionId">As the Charge Point sent it.</param>
    /// <param name="reason">Why it fits none.</param>
    /// <param name="isOrphan">Whether an operator is asked about it.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <returns>False when it was kept before.</returns>
    public static bool KeepUnmatched(
        StoreSession session, ChargePointState chargePoint, Func<DateTimeOffset, IOcppRequest> undated, long transactionId, string reason, bool isOrphan, DateTimeOffset receivedAt)
    {
        var message = undated(UnmatchedMessage.Undated(receivedAt));
        var payload = OcppPayload.ToJson(message);
        var since = receivedAt - UnmatchedMessage.LongestRepetition;
        if (OcppPayload.ToJson(undated(UnmatchedMessage.Undated(since))) is var dayBefore && dayBefore != payload && IsKept(session, chargePoint, message.ActionName, dayBefore, since))
        {
            return false;
        }

        var keep = session.Prepared(KeepUnmatchedSql)
            .Bind(1, chargePoint.Key).Bind(2, message.ActionName).Bind(3, transactionId).Bind(4, payload).Bind(5, UnmatchedMessage.DigestOf(payload)).Bind(6, reason).Bind(7, receivedAt);
        if (!keep.Read())
        {
            return false;
        }

        var id = keep.Int64(0);
        keep.Reset();
        if (isOrphan)
        {
            session.DetectUnmatched(chargePoint, id, receivedAt);
        }

        return true;
    }

    private static bool IsKept(StoreSession session, ChargePointState chargePoint, string action, string payload, DateTimeOffset since)
    {
        var find = session.Prepared(FindUnmatchedSql).Bind(1, chargePoint.Key).Bind(2, action).Bind(3, UnmatchedMessage.DigestOf(payload)).Bind(4, since);
        var isKept = find.Read();
        find.Reset();
        return isKept;
    }
}
