using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Stores a start once, however often it arrives (OCPP 1.6 §3.7.1): the unique index decides, not a look-up before.</summary>
internal sealed class StartTransactionWrite(
    ChargePointState chargePoint, StartTransactionRequest start, IdTagVerdict verdict, DateTimeOffset receivedAt, TransactionFlags noted)
    : StoreWrite<StartedTransaction>
{
    private const string Insert =
        """
        INSERT INTO transactions (charge_point_key, connector_id, id_tag, meter_start, start_timestamp, start_received_at, authorization_status, reservation_id, flags,
            normalized_id_tag, authorized_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (start_timestamp, charge_point_key, connector_id, id_tag, meter_start) DO NOTHING
        RETURNING transaction_id
        """;

    private const string FindSame =
        """
        SELECT transaction_id, authorization_status FROM transactions
        WHERE start_timestamp = ? AND charge_point_key = ? AND connector_id = ? AND id_tag = ? AND meter_start = ?
        """;

    /// <summary>Finds the repetition of a start whose timestamp nobody can read: the time of receipt in its place differs each time.</summary>
    private const string FindSameUndated =
        """
        SELECT transaction_id, authorization_status FROM transactions
        WHERE charge_point_key = ?1 AND connector_id = ?2 AND stop_received_at IS NULL AND id_tag = ?3 AND meter_start = ?4 AND flags & ?5 <> 0
        """;

    /// <summary>
    /// The same for the transaction that last ended on the connector. A register does not run backwards: where energy was delivered, a start at the old one is a repetition;
    /// where none was, somebody may have begun anew. One that begins at 0 may count each session by itself: there the next session looks like the repetition of the last.
    /// After a day nothing is repeated any more.
    /// </summary>
    private const string FindSameUndatedOver =
        """
        SELECT transaction_id, authorization_status FROM transactions
        WHERE transaction_id = ?1 AND start_timestamp = start_received_at AND id_tag = ?3 AND meter_start = ?4 AND meter_stop > meter_start AND flags & ?5 <> 0
            AND charge_point_key = ?2 AND meter_start > 0 AND start_received_at >= ?6
        """;

    /// <summary>The same for one whose figures an operator corrected.</summary>
    private const string FindCorrectedUndated =
        """
        SELECT t.transaction_id, t.authorization_status FROM original_transactions o JOIN transactions t ON t.transaction_id = o.transaction_id
        WHERE o.charge_point_key = ?1 AND o.connector_id = ?2 AND o.id_tag = ?3 AND o.meter_start = ?4 AND t.flags & ?5 <> 0
            AND o.start_timestamp = t.start_received_at AND (t.stop_received_at IS NULL
                OR (coalesce(o.meter_stop, t.meter_stop) > o.meter_start AND o.meter_start > 0 AND t.start_received_at >= ?6))
        ORDER BY t.transaction_id DESC LIMIT 1
        """;

    private const string FindOpenOnConnector =
        "SELECT 1 FROM transactions WHERE charge_point_key = ? AND connector_id = ? AND stop_received_at IS NULL LIMIT 1";

    /// <summary>Each half has an index of what is open; the second one is empty but for Charge Points whose policy changes idTags.</summary>
    internal const string CountOpenOfIdTag =
        """
        SELECT (SELECT count(*) FROM transactions
                WHERE id_tag = ?1 AND normalized_id_tag IS NULL AND stop_received_at IS NULL AND authorization_status = 'Accepted')
             + (SELECT count(*) FROM transactions
                WHERE normalized_id_tag = ?1 AND normalized_id_tag IS NOT NULL AND stop_received_at IS NULL AND authorization_status = 'Accepted')
        """;

    private const string CountOpenOfGroup =
        """
        SELECT (SELECT count(*) FROM id_tags g JOIN transactions t ON t.id_tag = g.id
                WHERE g.parent_id_tag = ?1 AND t.normalized_id_tag IS NULL AND t.stop_received_at IS NULL AND t.authorization_status = 'Accepted')
             + (SELECT count(*) FROM id_tags g JOIN transactions t ON t.normalized_id_tag = g.id
                WHERE g.parent_id_tag = ?1 AND t.normalized_id_tag IS NOT NULL AND t.stop_received_at IS NULL AND t.authorization_status = 'Accepted')
        """;

    /// <summary>One that a transaction used is over (OCPP 1.6 §5.13): it is not another's.</summary>
    private const string UseReservation =
        """
        UPDATE reservations SET state = 'Used', transaction_id = ?3, updated_at = ?4
        WHERE charge_point_key = ?1 AND reservation_id = ?2 AND state NOT IN ('Cancelled', 'Used')
        """;

    /// <summary>The repetition of a start whose figures an operator corrected: they are no longer in the unique index.</summary>
    private const string FindCorrected =
        """
        SELECT t.transaction_id, t.authorization_status FROM original_transactions o JOIN transactions t ON t.transaction_id = o.transaction_id
        WHERE o.start_timestamp = ? AND o.charge_point_key = ? AND o.connector_id = ? AND o.id_tag = ? AND o.meter_start = ?
        """;

    private bool _isOpen;

    public override void Apply(StoreSession session)
    {
        _isOpen = false;
        if (noted.HasFlag(TransactionFlags.UnreadableTimestamp) && TryFindUndated(session))
        {
            return;
        }

        if (TryFindCorrected(session))
        {
            return;
        }

        var status = IsOneTooMany(session) ? AuthorizationStatus.ConcurrentTx : verdict.Status;
        var flags = Flags(session, status);
        var insert = session.Prepared(Insert)
            .Bind(1, chargePoint.Key).Bind(2, start.ConnectorId).Bind(3, start.IdTag).Bind(4, start.MeterStart)
            .Bind(5, start.Timestamp).Bind(6, receivedAt).Bind(7, status.ToString()).Bind(8, (long?)start.ReservationId)
            .Bind(9, (long)flags).Bind(10, verdict.NormalizedIdTag).Bind(11, verdict.DecidedBy.ToString());
        if (!insert.Read())
        {
            Result = TheSame(session);
            return;
        }

        var transactionId = insert.Int32(0);
        insert.Reset();
        _isOpen = true;
        Result = new StartedTransaction(transactionId, status);
        session.Detect(chargePoint, transactionId, flags, receivedAt);
        if (start.ReservationId is { } reservationId
            && session.Prepared(UseReservation).Bind(1, chargePoint.Key).Bind(2, reservationId).Bind(3, transactionId).Bind(4, receivedAt).Execute() == 0)
        {
            TransactionRows.AddFlags(session, chargePoint, transactionId, TransactionFlags.UnknownReservation, receivedAt);
        }

        session.RaiseTransaction(EventTypes.TransactionStarted, receivedAt, chargePoint, transactionId);
    }

    public override void OnCommitted()
    {
        if (_isOpen)
        {
            chargePoint.Connector(start.ConnectorId).Open(Result.TransactionId, start.Timestamp.NoLaterThan(receivedAt));
        }
    }

    private bool IsOneTooMany(StoreSession session)
    {
        if (!verdict.IsAccepted)
        {
            return false;
        }

        return (verdict.MaxActiveTransactions is { } most && Count(session, CountOpenOfIdTag, verdict.NormalizedIdTag ?? start.IdTag) >= most)
            || (verdict is { MaxActiveTransactionsOfGroup: { } mostOfGroup, ParentIdTag: { } parent } && Count(session, CountOpenOfGroup, parent) >= mostOfGroup);
    }

    private static long Count(StoreSession session, string sql, string idTag)
    {
        var count = session.Prepared(sql).Bind(1, idTag);
        count.Read();
        var running = count.Int64(0);
        count.Reset();
        return running;
    }

    private TransactionFlags Flags(StoreSession session, AuthorizationStatus status)
    {
        var flags = noted | Plausibility.FlagsOf(start.Timestamp, receivedAt, start.MeterStart);
        if (status != AuthorizationStatus.Accepted)
        {
            flags |= TransactionFlags.NotAuthorized;
        }

        if (start.ConnectorId < 1)
        {
            flags |= TransactionFlags.ImplausibleConnector;
        }

        var open = session.Prepared(FindOpenOnConnector).Bind(1, chargePoint.Key).Bind(2, start.ConnectorId);
        if (open.Read())
        {
            open.Reset();
            flags |= TransactionFlags.OverlappingStart;
        }

        return flags;
    }

    private bool TryFindUndated(StoreSession session) =>
        TryFindUndated(session, FindSameUndated, chargePoint.Key, start.ConnectorId)
        || (chargePoint.Connector(start.ConnectorId).LastClosed is { TransactionId: var last } && TryFindUndated(session, FindSameUndatedOver, last, chargePoint.Key))
        || TryFindUndated(session, FindCorrectedUndated, chargePoint.Key, start.ConnectorId);

    private bool TryFindUndated(StoreSession session, string sql, int first, int second)
    {
        var find = session.Prepared(sql).Bind(1, first).Bind(2, second).Bind(3, start.IdTag).Bind(4, start.MeterStart).Bind(5, (long)TransactionFlags.UnreadableTimestamp);
        if (sql != FindSameUndated)
        {
            find.Bind(6, receivedAt - UnmatchedMessage.LongestRepetition);
        }

        if (!find.Read())
        {
            return false;
        }

        Result = Started(find);
        return true;
    }

    private bool TryFindCorrected(StoreSession session)
    {
        var find = session.Prepared(FindCorrected)
            .Bind(1, start.Timestamp).Bind(2, chargePoint.Key).Bind(3, start.ConnectorId).Bind(4, start.IdTag).Bind(5, start.MeterStart);
        if (!find.Read())
        {
            return false;
        }

        Result = Started(find);
        return true;
    }

    /// <summary>The transaction this start opened when it came the first time, with the answer it got then.</summary>
    private StartedTransaction TheSame(StoreSession session)
    {
        var find = session.Prepared(FindSame)
            .Bind(1, start.Timestamp).Bind(2, chargePoint.Key).Bind(3, start.ConnectorId).Bind(4, start.IdTag).Bind(5, start.MeterStart);
        find.Read();
        return Started(find);
    }

    private static StartedTransaction Started(StoreStatement row)
    {
        var started = new StartedTransaction(row.Int32(0), Enum.Parse<AuthorizationStatus>(row.Text(1)));
        row.Reset();
        return started;
    }
}
