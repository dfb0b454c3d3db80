using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>The StopTransaction of a transaction that had been ended without it: its figures replace the assumed ones, and both are kept.</summary>
internal sealed class LateStop
{
    private const TransactionFlags Guesses = TransactionFlags.MatchedStop | TransactionFlags.ResolvedAutomatically | TransactionFlags.StoppedByOperator;

    private readonly int _transactionId;
    private readonly TransactionFigures _before;

    private LateStop(int transactionId, TransactionFigures before) => (_transactionId, _before) = (transactionId, before);

    /// <summary>Whether the end of the transaction is an assumption: no stop that names it has come.</summary>
    public static bool IsGuess(TransactionFlags flags) =>
        (flags & Guesses) != 0 && (flags & (TransactionFlags.ContradictingStop | TransactionFlags.ConfirmedStop)) == 0;

    /// <summary>A stop that was matched is contradicted by other figures; for an end nobody reported, the first report is no contradiction.</summary>
    public static TransactionFlags FlagFor(TransactionFlags flags) =>
        flags.HasFlag(TransactionFlags.MatchedStop) ? TransactionFlags.ContradictingStop : TransactionFlags.ConfirmedStop;

    /// <summary>Notes the figures that are about to be replaced.</summary>
    public static LateStop Begin(StoreSession session, int transactionId)
    {
        using var db = session.OpenContext();
        return new LateStop(transactionId, TransactionFigures.Of(db.Transactions.AsNoTracking().Single(t => t.TransactionId == transactionId)));
    }

    /// <summary>Keeps what was replaced.</summary>
    public void Keep(StoreSession session, ChargePointState chargePoint, DateTimeOffset receivedAt)
    {
        using var db = session.OpenContext();
        var row = db.Transactions.AsNoTracking().Single(t => t.TransactionId == _transactionId);
        var after = TransactionFigures.Of(row);
        db.TransactionCorrections.Add(TransactionCorrection.Of(
            _transactionId, CorrectionKind.LateStop, receivedAt, chargePoint.Identity, "The StopTransaction of this transaction came; its figures count.", _before, after));
        db.OriginalTransactions.Find(_transactionId)?.TakeEnd(session, row);
        db.SaveChanges();
        session.Raise(EventTypes.TransactionCorrected, receivedAt, chargePoint.Identity, TransactionCorrected.Of(row, CorrectionKind.LateStop, _before));
    }
}
