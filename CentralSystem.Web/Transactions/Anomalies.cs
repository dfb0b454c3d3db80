using System.Globalization;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>Puts what does not fit into the inbox, once, and tells of it in the commit that found it.</summary>
internal static class Anomalies
{
    private const string Insert =
        """
        INSERT INTO anomalies (kind, subject, charge_point_key, transaction_id, detected_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (subject, kind) DO NOTHING
        """;

    extension(StoreSession session)
    {
        /// <summary>One entry for each flag.</summary>
        public void Detect(ChargePointState chargePoint, int transactionId, TransactionFlags flags, DateTimeOffset at)
        {
            foreach (var flag in flags.Each())
            {
                session.Detect(chargePoint, flag.ToString(), Subject("transactions", transactionId), transactionId, at);
            }
        }

        /// <summary>A message that fits no transaction.</summary>
        public void DetectUnmatched(ChargePointState chargePoint, long messageId, DateTimeOffset at) =>
            session.Detect(chargePoint, Anomaly.UnmatchedMessage, Subject("unmatched-messages", messageId), null, at);

        /// <summary>A transaction that should have ended.</summary>
        public void DetectOpen(ChargePointState chargePoint, int transactionId, string kind, DateTimeOffset at) =>
            session.Detect(chargePoint, kind, Subject("transactions", transactionId), transactionId, at);

        private void Detect(ChargePointState chargePoint, string kind, string subject, int? transactionId, DateTimeOffset at)
        {
            if (session.Prepared(Insert).Bind(1, kind).Bind(2, subject).Bind(3, chargePoint.Key).Bind(4, (long?)transactionId).Bind(5, at).Execute() > 0)
            {
                session.Raise(EventTypes.AnomalyDetected, at, chargePoint.Identity, new Detected(kind, subject, transactionId));
            }
        }
    }

    /// <summary>The id in a <see cref="Subject"/>.</summary>
    internal static long IdOf(string subject) => long.Parse(subject.AsSpan(subject.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    internal static string Subject(string collection, long id) => string.Create(CultureInfo.InvariantCulture, $"{collection}/{id}");

    private sealed record Detected(string Kind, string Subject, int? TransactionId);
}
