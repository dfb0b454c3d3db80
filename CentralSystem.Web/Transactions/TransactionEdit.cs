using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>Changes the figures of a transaction otherwise than by its own messages: history, audit and event in one commit.</summary>
/// <param name="directory">Finds the Charge Point of the row.</param>
/// <param name="budgets">Learn what the transaction used.</param>
/// <param name="transactionId">Which one.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="at">When.</param>
/// <param name="kind">What kind of change.</param>
internal abstract class TransactionEdit(
    ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, Caller caller, DateTimeOffset at, CorrectionKind kind) : StoreWrite<bool>
{
    protected DateTimeOffset At => at;

    private ChargePointState _chargePoint = null!;
    private Transaction _row = null!;
    private bool _wasOpen;
    private int _connectorBefore;
    private string _idTagBefore = null!;

    /// <summary>What goes into the history.</summary>
    protected abstract string Note { get; }

    /// <summary>Until when unnamed meter values are taken for its own.</summary>
    protected virtual DateTimeOffset OverAt => _row.StopTimestamp ?? _row.StartTimestamp;

    public override void Apply(StoreSession session)
    {
        using var db = session.OpenContext();
        Result = false;
        _row = db.Transactions.AsTracking().SingleOrDefault(t => t.TransactionId == transactionId) ?? throw Problems.NotFound($"There is no transaction {transactionId}.");
        _chargePoint = directory.Find(_row.ChargePointKey)!;
        (_wasOpen, _connectorBefore, _idTagBefore) = (_row.StopReceivedAt is null, _row.ConnectorId, _row.AuthorizedIdTag);
        var (before, flagsBefore) = (TransactionFigures.Of(_row), _row.Flags);
        if (!Change(db, session, _row))
        {
            return;
        }

        Result = true;
        Reckon(session, _row);
        var done = kind == CorrectionKind.Correction && _wasOpen && _row.StopReceivedAt is not null ? CorrectionKind.OperatorStop : kind;
        db.TransactionCorrections.Add(TransactionCorrection.Of(transactionId, done, at, caller.Name, Note, before, TransactionFigures.Of(_row)));
        var said = TransactionCorrected.Of(_row, done, before);
        if (kind == CorrectionKind.Correction)
        {
            db.Audit(caller, at, "transaction.corrected", Anomalies.Subject("transactions", transactionId), said);
        }

        db.SaveChanges();
        session.Detect(_chargePoint, transactionId, _row.Flags & ~flagsBefore & ~TransactionFlags.Corrected, at);
        if (_wasOpen && _row.StopReceivedAt is not null)
        {
            session.Prepared(StopTransactionWrite.ForgetTxProfiles).Bind(1, _row.ChargePointKey).Bind(2, transactionId).Bind(3, _row.ConnectorId).Execute();
            session.RaiseTransaction(EventTypes.TransactionStopped, at, _chargePoint, transactionId);
        }
        else
        {
            session.Raise(EventTypes.TransactionCorrected, at, _chargePoint.Identity, said);
        }
    }

    public override void OnCommitted()
    {
        if (!Result)
        {
            return;
        }

        MoveEnergy();
        var connector = _chargePoint.Connector(_connectorBefore);
        if (_row.StopReceivedAt is null)
        {
            if (_row.ConnectorId != _connectorBefore)
            {
                var lastSign = connector.OpenTransactionId == transactionId ? connector.LastSign : _row.StartTimestamp.NoLaterThan(_row.StartReceivedAt);
                connector.Close(transactionId);
                _chargePoint.Connector(_row.ConnectorId).Open(transactionId, lastSign);
            }
        }
        else if (_wasOpen)
        {
            _chargePoint.Connector(_row.ConnectorId).Ended(new ClosedTransaction(transactionId, _row.StartTimestamp, OverAt));
            connector.Close(transactionId);
        }
    }

    /// <summary>Makes the change.</summary>
    /// <returns>False when there is nothing to change any more.</returns>
    protected abstract bool Change(CentralSystemDbContext db, StoreSession session, Transaction row);

    private void MoveEnergy()
    {
        if (!_idTagBefore.Equals(_row.AuthorizedIdTag, StringComparison.OrdinalIgnoreCase))
        {
            budgets.Moved(_idTagBefore, _row.AuthorizedIdTag, transactionId, _row.BeganAt);
        }

        if (_row.StopReceivedAt is not null)
        {
            budgets.Used(_row.AuthorizedIdTag, transactionId, _row.BeganAt, _row.EnergyWh ?? 0, isFinal: true);
        }
    }

    /// <summary>What follows from registers and times.</summary>
    private static void Reckon(StoreSession session, Transaction row)
    {
        if (row is { MeterStop: { } meterStop, StopTimestamp: { } stop })
        {
            var duration = stop - row.StartTimestamp;
            var energy = TransactionEnergy.Of(session, row.TransactionId, row.MeterStart, meterStop, duration);
            (row.EnergyWh, row.EnergySource, row.DurationSeconds) = (energy.Wh, energy.Source, TransactionRows.SecondsOf(duration));
        }
    }
}
