using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>What storing a stop needs besides the message.</summary>
/// <param name="Kinds">Kinds of the samples it brings.</param>
/// <param name="NewestAtStart">Tells repeated meter values from new ones.</param>
/// <param name="Judge">Says whether the idTag that was presented may end the transaction.</param>
/// <param name="Budgets">Learn what the transaction used.</param>
internal sealed record StopServices(SampleKinds Kinds, NewestMeterValueAtStart NewestAtStart, IdTagJudge Judge, EnergyBudgets Budgets);

/// <summary>Stores a stop once; a stop that fits no transaction is matched where only one can be meant, and kept in any case.</summary>
internal sealed class StopTransactionWrite(
    StopServices services, ChargePointState chargePoint, StopTransactionRequest stop, DateTimeOffset receivedAt, TransactionFlags noted) : StoreWrite<bool>
{
    private const string Find =
        """
        SELECT t.connector_id, t.meter_start, t.start_timestamp, t.stop_received_at, t.meter_stop, t.stop_timestamp, t.flags, t.id_tag, t.normalized_id_tag, t.start_received_at, o.id_tag
        FROM transactions t LEFT JOIN original_transactions o ON o.transaction_id = t.transaction_id
        WHERE t.transaction_id = ? AND t.charge_point_key = ?
        """;

    /// <summary>The Charge Point knows nothing of what an operator corrected since: its idTag and register are those of the start as it came.</summary>
    private const string FindCandidates =
        """
        SELECT t.transaction_id FROM transactions t LEFT JOIN original_transactions o ON o.transaction_id = t.transaction_id
        WHERE t.charge_point_key = ?1 AND t.stop_received_at IS NULL AND t.start_timestamp <= ?2
            AND (?3 IS NULL OR o.id_tag = ?3 OR (o.id_tag IS NULL AND t.id_tag = ?3)) AND coalesce(o.meter_start, t.meter_start) <= ?4
        LIMIT 2
        """;

    private const string FindOriginal = "SELECT meter_stop, stop_timestamp FROM original_transactions WHERE transaction_id = ?";

    private const string Close =
        """
        UPDATE transactions SET meter_stop = ?2, stop_timestamp = ?3, stop_received_at = ?4, stop_reason = ?5, stop_id_tag = ?6,
            energy_wh = ?7, energy_source = ?8, flags = (flags & ?11) | ?9, duration_seconds = ?10, revision = revision + 1
        WHERE transaction_id = ?1
        """;

    /// <summary>A TxProfile ends with its transaction and is deleted (§3.13.1); one that came with a RemoteStartTransaction is known by its connector alone, or by none.</summary>
    internal const string ForgetTxProfiles =
        """
        DELETE FROM charging_profiles
        WHERE charge_point_key = ?1 AND purpose = 'TxProfile' AND (transaction_id = ?2 OR (transaction_id IS NULL AND connector_id IN (0, ?3)))
        """;

    /// <summary>The idTag that was presented; an empty one is none, some Charge Points send it for that.</summary>
    private string? Stopper => stop.IdTag is { Length: > 0 } idTag ? idTag : null;

    private ClosedTransaction? _closed;
    private (string IdTag, DateTimeOffset BeganAt, long EnergyWh) _used;
    private int _connectorId;
    private MeterValueInsert? _transactionData;

    public override void Apply(StoreSession session)
    {
        (_closed, _transactionData) = (null, null);
        if (stop.TransactionId > 0 && TryFind(session, stop.TransactionId, out var transaction))
        {
            if (transaction.IsOpen)
            {
                CloseIt(session, stop.TransactionId, transaction, TransactionFlags.None);
            }
            else
            {
                StopAgain(session, stop.TransactionId, transaction);
            }

            return;
        }

        // The row of the message is also what makes its repetition a no-op.
        var candidate = OnlyCandidate(session);
        var reason = candidate is { } id ? $"Matched to transaction {id}: the only one it can mean." : "No transaction of this Charge Point fits.";
        if (Keep(session, reason, isOrphan: candidate is null) && candidate is { } matched && TryFind(session, matched, out transaction))
        {
            CloseIt(session, matched, transaction, TransactionFlags.MatchedStop);
        }
    }

    public override void OnCommitted()
    {
        _transactionData?.OnCommitted();
        if (_closed is null)
        {
            return;
        }

        var connector = chargePoint.Connector(_connectorId);
        connector.Ended(_closed);
        services.Budgets.Used(_used.IdTag, _closed.TransactionId, _used.BeganAt, _used.EnergyWh, isFinal: true);
        connector.Close(_closed.TransactionId);
    }

    /// <summary>The stop with this timestamp, and with others for its meter values.</summary>
    internal static StopTransactionRequest Dated(StopTransactionRequest stop, DateTimeOffset timestamp, Func<DateTimeOffset, DateTimeOffset> timestampOf) => stop with
    {
        Timestamp = timestamp,
        TransactionData = stop.TransactionData is { } data ? UnmatchedMessage.Dated(data, timestampOf) : null,
    };

    private bool TryFind(StoreSession session, int transactionId, out StoppedTransaction transaction)
    {
        var find = session.Prepared(Find).Bind(1, transactionId).Bind(2, chargePoint.Key);
        if (!find.Read())
        {
            transaction = default;
            return false;
        }

        transaction = new StoppedTransaction(
            find.Int32(0), find.Int64(1), find.Instant(2), find.IsNull(3), find.IsNull(4) ? null : find.Int64(4), find.IsNull(5) ? null : find.Instant(5),
            (TransactionFlags)find.Int64(6), find.Text(7), find.IsNull(8) ? null : find.Text(8), find.Instant(9),
            find.IsNull(10) ? null : find.Text(10));
        find.Reset();
        return true;
    }

    /// <summary>
    /// The one open transaction the stop can mean: of its idTag, or, for the -1 of a Charge Point that never got an id (errata §3.18), of any.
    /// A positive id that is not known may belong to anything, and only the idTag tells (field practice). None that began later or at a higher register is meant.
    /// </summary>
    private int? OnlyCandidate(StoreSession session)
    {
        if (stop.TransactionId > 0 && Stopper is null)
        {
            return null;
        }

        var find = session.Prepared(FindCandidates).Bind(1, chargePoint.Key).Bind(2, stop.Timestamp).Bind(3, Stopper).Bind(4, stop.MeterStop);
        if (!find.Read())
        {
            return null;
        }

        var candidate = find.Int32(0);
        var isOnly = !find.Read();
        find.Reset();
        return isOnly ? candidate : null;
    }

    private void CloseIt(StoreSession session, int transactionId, in StoppedTransaction transaction, TransactionFlags flags)
    {
        flags |= noted | Plausibility.FlagsOf(stop.Timestamp, receivedAt, stop.MeterStop)
            | Plausibility.FlagsOf(transaction.MeterStart, transaction.StartTimestamp, stop.MeterStop, stop.Timestamp);

        // Who started it may stop it, whatever idTag an operator put there since.
        if (Stopper is { } stopper && !services.Judge.MayStop(stopper, transaction.IdTag, chargePoint)
            && !(transaction.OriginalIdTag is { } original && services.Judge.MayStop(stopper, original, chargePoint)))
        {
            flags |= TransactionFlags.ForeignStop;
        }

        KeepTransactionData(session, transactionId, transaction.ConnectorId);
        var duration = stop.Timestamp - transaction.StartTimestamp;
        var energy = TransactionEnergy.Of(session, transactionId, transaction.MeterStart, stop.MeterStop, duration);
        var wasAssumed = transaction.Flags.HasFlag(TransactionFlags.ResolvedAutomatically);
        session.Prepared(Close)
            .Bind(1, transactionId).Bind(2, stop.MeterStop).Bind(3, stop.Timestamp).Bind(4, receivedAt)
            .Bind(5, (stop.Reason ?? Reason.Local).ToString()).Bind(6, stop.IdTag)
            .Bind(7, energy.Wh).Bind(8, energy.Source?.ToString()).Bind(9, (long)flags).Bind(10, TransactionRows.SecondsOf(duration))
            .Bind(11, (long)~(wasAssumed ? Plausibility.OfFigures : TransactionFlags.None))
            .Execute();
        session.Detect(chargePoint, transactionId, flags, receivedAt);
        session.Prepared(ForgetTxProfiles).Bind(1, chargePoint.Key).Bind(2, transactionId).Bind(3, transaction.ConnectorId).Execute();
        if (transaction.IsOpen)
        {
            session.RaiseTransaction(EventTypes.TransactionStopped, receivedAt, chargePoint, transactionId);
        }

        _used = (transaction.NormalizedIdTag ?? transaction.IdTag, Plausibility.BeganAt(transaction.StartTimestamp, transaction.StartReceivedAt), energy.Wh ?? 0);
        (_closed, _connectorId) = (new ClosedTransaction(transactionId, transaction.StartTimestamp, stop.Timestamp), transaction.ConnectorId);
    }

    private void StopAgain(StoreSession session, int transactionId, in StoppedTransaction transaction)
    {
        var isSame = IsSame(transaction.MeterStop, transaction.StopTimestamp)
            || (transaction.Flags.HasFlag(TransactionFlags.Corrected) && IsOriginal(session, transactionId));
        if (LateStop.IsGuess(transaction.Flags))
        {
            if (isSame && transaction.Flags.HasFlag(TransactionFlags.MatchedStop))
            {
                // Guessed right: from now on it counts as said.
                KeepTransactionData(session, transactionId, transaction.ConnectorId);
                TransactionRows.AddFlags(session, chargePoint, transactionId, TransactionFlags.ConfirmedStop, receivedAt);
                return;
            }

            // The stop so far was a guess and is kept as such; this is the first one that names its transaction.
            var late = LateStop.Begin(session, transactionId);
            CloseIt(session, transactionId, transaction, LateStop.FlagFor(transaction.Flags));
            late.Keep(session, chargePoint, receivedAt);
            return;
        }

        if (isSame)
        {
            // Once more with values that the first one left out: those are no repetition.
            KeepTransactionData(session, transactionId, transaction.ConnectorId);
            return;
        }

        Keep(session, $"Transaction {transactionId} was stopped before with other figures; the first ones count.", isOrphan: false);
        TransactionRows.AddFlags(session, chargePoint, transactionId, TransactionFlags.ContradictingStop, receivedAt);
    }

    private void KeepTransactionData(StoreSession session, int transactionId, int connectorId)
    {
        if (stop.TransactionData is { Count: > 0 } data)
        {
            _transactionData = new MeterValueInsert(chargePoint, connectorId, services.Kinds, services.NewestAtStart);
            _transactionData.Apply(session, data, transactionId);
        }
    }

    /// <summary>A timestamp nobody can read stands for the time of receipt: another one at every repetition.</summary>
    private bool IsSame(long? meterStop, DateTimeOffset? timestamp) => meterStop == stop.MeterStop
        && (noted.HasFlag(TransactionFlags.UnreadableTimestamp) || timestamp?.ToUnixTimeMilliseconds() == stop.Timestamp.ToUnixTimeMilliseconds());

    /// <summary>Whether it repeats the stop whose figures an operator corrected.</summary>
    private bool IsOriginal(StoreSession session, int transactionId)
    {
        var find = session.Prepared(FindOriginal).Bind(1, transactionId);
        var isOriginal = find.Read() && !find.IsNull(0) && !find.IsNull(1) && IsSame(find.Int64(0), find.Instant(1));
        find.Reset();
        return isOriginal;
    }

    private bool Keep(StoreSession session, string reason, bool isOrphan) => TransactionRows.KeepUnmatched(
        session, chargePoint,
        standIn => Dated(stop, noted.HasFlag(TransactionFlags.UnreadableTimestamp) ? standIn : stop.Timestamp, t => t == receivedAt ? standIn : t),
        stop.TransactionId, reason, isOrphan, receivedAt);

    private readonly record struct StoppedTransaction(
        int ConnectorId, long MeterStart, DateTimeOffset StartTimestamp, bool IsOpen, long? MeterStop, DateTimeOffset? StopTimestamp, TransactionFlags Flags,
        string IdTag, string? NormalizedIdTag, DateTimeOffset StartReceivedAt, string? OriginalIdTag);
}
