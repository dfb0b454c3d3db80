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
        """;

    public static void AddFlags(StoreSession session, int transactionId, TransactionFlags flags) =>
        session.Prepared(AddFlagsSql).Bind(1, transactionId).Bind(2, (long)flags).Execute();

    /// <summary>Keeps a message that fits no transaction, once.</summary>
    /// <returns>False when it was kept before.</returns>
    public static bool KeepUnmatched(
        StoreSession session, int chargePointKey, IOcppRequest message, long transactionId, string reason, DateTimeOffset receivedAt) =>
        session.Prepared(KeepUnmatchedSql)
            .Bind(1, chargePointKey).Bind(2, message.ActionName).Bind(3, transactionId).Bind(4, OcppPayload.ToJson(message)).Bind(5, reason).Bind(6, receivedAt)
            .Execute() > 0;
}
