using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>An operator corrects figures, or ends a transaction whose stop never came; the original figures are kept.</summary>
internal sealed class TransactionCorrections(GroupCommitWriter writer, ChargePointDirectory directory, EnergyBudgets budgets, TimeProvider time)
{
    /// <remarks>Errors: <see cref="ProblemException"/> 400, 404, 409 where it would become another transaction, 412.</remarks>
    public async Task CorrectAsync(int transactionId, CorrectionInput input, ExpectedRevision expected)
    {
        if (!input.ChangesAnything)
        {
            throw Problems.Invalid("", "The body must name what to correct: meterStart, meterStop, stopTimestamp, idTag or connectorId.");
        }

        await writer.WriteAsync(new CorrectWrite(directory, budgets, transactionId, input, expected, Caller.Current, time.GetUtcNow()));
    }

    private sealed class CorrectWrite(
        ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, CorrectionInput input, ExpectedRevision expected, Caller caller, DateTimeOffset at)
        : TransactionEdit(directory, budgets, transactionId, caller, at, CorrectionKind.Correction)
    {
        protected override string Note => input.Note;

        protected override bool Change(CentralSystemDbContext db, StoreSession session, Transaction row)
        {
            expected.Check(row);
            if (db.OriginalTransactions.Find(row.TransactionId) is null)
            {
                db.OriginalTransactions.Add(OriginalTransaction.Of(row));
            }

            (row.MeterStart, row.ConnectorId) = (input.MeterStart ?? row.MeterStart, input.ConnectorId ?? row.ConnectorId);
            if (input.IdTag is { } idTag && (idTag != row.IdTag || row.NormalizedIdTag is not null))
            {
                // An operator names the registered one: the policy of the Charge Point changes nothing of it.
                (row.IdTag, row.NormalizedIdTag) = (idTag, null);
            }

            if (row.StopReceivedAt is null)
            {
                End(row);
            }

            (row.MeterStop, row.StopTimestamp) = (input.MeterStop ?? row.MeterStop, input.StopTimestamp ?? row.StopTimestamp);
            Check(db, row);
            row.Flags |= TransactionFlags.Corrected;
            return true;
        }

        /// <summary>An open transaction ends by a correction that says when and at which register; one without the other ends nothing.</summary>
        private void End(Transaction row)
        {
            if (input.EndsIt)
            {
                (row.StopReceivedAt, row.Resolution) = (At, Resolution.Operator);
                row.Flags |= TransactionFlags.StoppedByOperator;
            }
            else if (input.MeterStop is not null || input.StopTimestamp is not null)
            {
                throw Problems.Invalid(input.MeterStop is null ? "meterStop" : "stopTimestamp", "is required to end a transaction that is open");
            }
        }

        private void Check(CentralSystemDbContext db, Transaction row)
        {
            if (row.MeterStop < row.MeterStart && (input.MeterStart ?? input.MeterStop) is not null)
            {
                throw Problems.Invalid(input.MeterStop is null ? "meterStart" : "meterStop", $"would make meterStop {row.MeterStop} lower than meterStart {row.MeterStart}");
            }

            if (input.StopTimestamp is { } stop && (stop < row.StartTimestamp || stop > At + Plausibility.LongestAhead))
            {
                throw Problems.Invalid("stopTimestamp", "must lie between the start and now");
            }

            var isTaken = db.Transactions.Any(t => t.StartTimestamp == row.StartTimestamp && t.ChargePointKey == row.ChargePointKey
                && t.ConnectorId == row.ConnectorId && t.IdTag == row.IdTag && t.MeterStart == row.MeterStart && t.TransactionId != row.TransactionId);
            if (isTaken)
            {
                throw Problems.Conflict("Another transaction has the same start, connector, idTag and meterStart.");
            }
        }
    }
}

/// <summary>What is wrong with a transaction; what is absent stays.</summary>
internal sealed record CorrectionInput
{
    /// <summary>Register at the start, in Wh.</summary>
    [Range(0d, Plausibility.MostWh)]
    public long? MeterStart { get; init; }

    /// <summary>Register at the end, in Wh; with <see cref="StopTimestamp"/> it ends an open transaction.</summary>
    [Range(0d, Plausibility.MostWh)]
    public long? MeterStop { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? StopTimestamp { get; init; }

    /// <summary>The idTag it counts for.</summary>
    [PrintableText(20)]
    public string? IdTag { get; init; }

    /// <summary>Counted from 1.</summary>
    [Range(1, 10_000)]
    public int? ConnectorId { get; init; }

    /// <summary>Why; goes into the history.</summary>
    [PrintableText(500)]
    public required string Note { get; init; }

    internal bool EndsIt => MeterStop is not null && StopTimestamp is not null;

    internal bool ChangesAnything => (MeterStart ?? MeterStop ?? ConnectorId) is not null || StopTimestamp is not null || IdTag is not null;
}
