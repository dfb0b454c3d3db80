using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>Reckons the end of a transaction again that a rule had ended before these of its meter values came.</summary>
/// <remarks>Never against what is known for certain: its StopTransaction, or an operator's figures.</remarks>
internal sealed class LateValuesWrite(ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, DateTimeOffset at)
    : AssumedEnd(directory, budgets, transactionId, at, CorrectionKind.LateMeterValues)
{
    protected override string Note => "Meter values came after the transaction had been ended by a rule.";

    /// <summary>Whether the figures of the end are a rule's.</summary>
    public static bool Concerns(Transaction row) => row.Flags.HasFlag(TransactionFlags.ResolvedAutomatically) && LateStop.IsGuess(row.Flags);

    protected override bool Change(CentralSystemDbContext db, StoreSession session, Transaction row)
    {
        if (!Concerns(row) || IsCorrected(db, row))
        {
            return false;
        }

        var nextStart = NextStart(db, row);
        if (nextStart == row.StartTimestamp)
        {
            // A dead clock: nothing tells its own values from those of the next one.
            return false;
        }

        // Without more energy there is no later end: some charge points go on naming a transaction long after it.
        var before = (row.MeterStop, row.StopTimestamp, row.Flags);
        Assume(session, row, nextStart ?? DateTimeOffset.MaxValue, row.MeterStop ?? row.MeterStart);
        if (row.MeterStop == before.MeterStop)
        {
            (row.StopTimestamp, row.Flags) = (before.StopTimestamp, before.Flags);
            return false;
        }

        if (db.OriginalTransactions.Find(row.TransactionId) is { MeterStop: not null } original)
        {
            original.TakeEnd(session, row);
        }

        return true;
    }

    /// <summary>Whether an operator corrected the end since; who corrected something else left it to the rule.</summary>
    private static bool IsCorrected(CentralSystemDbContext db, Transaction row) => row.Flags.HasFlag(TransactionFlags.Corrected) && db.TransactionCorrections.AsNoTracking()
        .Where(c => c.TransactionId == row.TransactionId && c.Kind == CorrectionKind.Correction && c.At >= row.StopReceivedAt).AsEnumerable()
        .Any(c => EndOf(c.Before) != EndOf(c.After));

    private static (long?, DateTimeOffset?) EndOf(string figures) =>
        TransactionFigures.Read(figures) is { } said ? (said.MeterStop, said.StopTimestamp) : default;
}
