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
        INSERT INTO unmatched_messages (charge_point_key, action, transaction_id, payload, reason, received_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (charge_point_key, action, payload) DO NOTHING
        RETURNING id
        """;

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
    /// <returns>False when it was kept before.</returns>
    public static bool KeepUnmatched(
        StoreSession session, ChargePointState chargePoint, IOcppRequest message, long transactionId, string reason, bool isOrphan, DateTimeOffset receivedAt)
    {
        var keep = session.Prepared(KeepUnmatchedSql)
            .Bind(1, chargePoint.Key).Bind(2, message.ActionName).Bind(3, transactionId).Bind(4, OcppPayload.ToJson(message)).Bind(5, reason).Bind(6, receivedAt);
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
}
