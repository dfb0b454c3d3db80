using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>Ends a transaction by a rule.</summary>
internal sealed class ResolveWrite(ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, Verdict verdict, DateTimeOffset at)
    : AssumedEnd(directory, budgets, transactionId, at, CorrectionKind.AutomaticResolution)
{
    protected override string Note => verdict.Reason switch
    {
        Resolution.ConnectorAvailable => "The connector reported Available and no StopTransaction came.",
        Resolution.NextStart => "A later transaction began on the connector and no StopTransaction came.",
        _ => "The Charge Point booted and neither a StopTransaction nor a sign of the transaction came.",
    };

    protected override DateTimeOffset OverAt => verdict.OverAt;

    protected override bool Change(CentralSystemDbContext db, StoreSession session, Transaction row)
    {
        if (row.StopReceivedAt is not null)
        {
            // Its stop came between the look and the write.
            return false;
        }

        // The rule saw the start that came next; one that came later still may have begun earlier.
        Assume(session, row, NextStart(db, row)?.NoLaterThan(verdict.OverAt) ?? verdict.OverAt, row.MeterStart);
        (row.StopReceivedAt, row.Resolution) = (At, verdict.Reason);
        row.Flags |= TransactionFlags.ResolvedAutomatically;
        return true;
    }
}
