using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>Stores a stop once; a stop that fits no transaction is matched where only one can be meant, and kept in any case.</summary>
internal sealed class StopTransactionWrite(
    ChargePointState chargePoint, StopTransactionRequest stop, SampleKinds kinds, NewestMeterValueAtStart newestAtStart, DateTimeOffset receivedAt,
    TransactionFlags noted)
    : StoreWrite<bool>
{
    private const string Find =
        """
        SELECT connector_id, meter_start, start_timestamp, stop_received_at, meter_stop, stop_timestamp, flags, id_tag, normalized_id_tag
        FROM transactions WHERE transaction_id = ? AND charge_point_key = ?
        """;

    private const string FindCandidates =
        """
        SELECT transaction_id FROM transactions
        WHERE charge_point_key = ?1 AND stop_received_at IS NULL AND start_timestamp <= ?2 AND (?3 IS NULL OR id_tag = ?3) AND meter_start <= ?4 LIMIT 2
        """;

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

    /// <summary>What the end that a rule assumed may have earned: its figures are gone when the stop comes after all.</summary>
    private const TransactionFlags OfFigures = TransactionFlags.MeterStopBelowStart | TransactionFlags.StopBeforeStart | TransactionFlags.ImplausibleEnergy;

    /// <summary>Says whether the idTag that was presented may end the transaction.</summary>
    public required IdTagJudge Judge { get; init; }

    /// <summary>Learns what the transaction used.</summary>
    public required EnergyBudgets Budgets { get; init; }

    private const string FindOriginal = "SELECT meter_stop, stop_timestamp FROM original_transactions WHERE transaction_id = ?";

    private ClosedTransaction? _closed;
    private (string IdTag, long EnergyWh) _used;
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
        if (connector.LastClosed is not { } last || _closed.TransactionId >= last.TransactionId)
        {
            // Else it is the late stop of an older one.
            connector.LastClosed = _closed;
        }

        Budgets.Used(_used.IdTag, _closed.TransactionId, _closed.Start, _used.EnergyWh, isFinal: true);
        connector.Close(_closed.TransactionId);
    }

    /// <summary>The stop with this timestamp, and with another stand-in for the timestamps of its meter values that nobody can read.</summary>
    internal static StopTransactionRequest Dated(DateTimeOffset timestamp, StopTransactionRequest stop, DateTimeOffset standIn, DateTimeOffset other) => stop with
    {
        Timestamp = timestamp,
        TransactionData = stop.TransactionData?.Select(v => v.Timestamp == standIn ? v with { Timestamp = other } : v).ToList(),
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
            (TransactionFlags)find.Int64(6), find.Text(7), find.IsNull(8) ? null : find.Text(8));
        find.Reset();
        return true;
    }

    /// <summary>
    /// The one open transaction the stop can mean: of its idTag, or, for the -1 of a Charge Point that never got an id (errata §3.18), of any.
    /// A positive id that is not known may belong to anything, and only the idTag tells (field practice). None that began later or at a higher register is meant.
    /// </summary>
    private int? OnlyCandidate(StoreSession session)
    {
        if (stop.TransactionId > 0 && stop.IdTag is null)
        {
            return null;
        }

        var find = session.Prepared(FindCandidates).Bind(1, chargePoint.Key).Bind(2, stop.Timestamp).Bind(3, stop.IdTag).Bind(4, stop.MeterStop);
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
        flags |= noted | Plausibility.FlagsOf(stop.Timestamp, receivedAt, stop.MeterStop);
        if (stop.MeterStop < transaction.MeterStart)
        {
            flags |= TransactionFlags.MeterStopBelowStart;
        }

        if (stop.Timestamp < transaction.StartTimestamp)
        {
            flags |= TransactionFlags.StopBeforeStart;
        }

        var duration = stop.Timestamp - transaction.StartTimestamp;
        if (stop.MeterStop >= transaction.MeterStart && !Plausibility.CanBe(stop.MeterStop - transaction.MeterStart, duration))
        {
            flags |= TransactionFlags.ImplausibleEnergy;
        }

        if (stop.IdTag is { Length: > 0 } stopper && !Judge.MayStop(stopper, transaction.IdTag, chargePoint))
        {
            flags |= TransactionFlags.ForeignStop;
        }

        if (stop.TransactionData is { Count: > 0 } data)
        {
            _transactionData = new MeterValueInsert(chargePoint, transaction.ConnectorId, kinds, newestAtStart);
            _transactionData.Apply(session, data, transactionId);
        }

        var energy = TransactionEnergy.Of(session, transactionId, transaction.MeterStart, stop.MeterStop, duration);
        session.Prepared(Close)
            .Bind(1, transactionId).Bind(2, stop.MeterStop).Bind(3, stop.Timestamp).Bind(4, receivedAt)
            .Bind(5, (stop.Reason ?? Reason.Local).ToString()).Bind(6, stop.IdTag)
            .Bind(7, energy.Wh).Bind(8, energy.Source?.ToString()).Bind(9, (long)flags).Bind(10, TransactionRows.SecondsOf(duration))
            .Bind(11, (long)(transaction.Flags.HasFlag(TransactionFlags.ResolvedAutomatically) ? ~OfFigures : ~TransactionFlags.None))
            .Execute();
        session.Detect(chargePoint, transactionId, flags, receivedAt);
        session.Prepared(ForgetTxProfiles).Bind(1, chargePoint.Key).Bind(2, transactionId).Bind(3, transaction.ConnectorId).Execute();
        if (transaction.IsOpen)
        {
            session.RaiseTransaction(EventTypes.TransactionStopped, receivedAt, chargePoint, transactionId);
        }

        _used = (transaction.NormalizedIdTag ?? transaction.IdTag, energy.Wh ?? 0);
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
            return;
        }

        Keep(session, $"Transaction {transactionId} was stopped before with other figures; the first ones count.", isOrphan: false);
        TransactionRows.AddFlags(session, chargePoint, transactionId, TransactionFlags.ContradictingStop, receivedAt);
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
        session, chargePoint, Dated(noted.HasFlag(TransactionFlags.UnreadableTimestamp) ? UnmatchedMessage.Undated : stop.Timestamp, stop, receivedAt, UnmatchedMessage.Undated),
        stop.TransactionId, reason, isOrphan, receivedAt);

    private readonly record struct StoppedTransaction(
        int ConnectorId, long MeterStart, DateTimeOffset StartTimestamp, bool IsOpen, long? MeterStop, DateTimeOffset? StopTimestamp, TransactionFlags Flags,
        string IdTag, string? NormalizedIdTag);
}
