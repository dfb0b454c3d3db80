using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>The end of a transaction that nobody reported: the last register and the last instant that its own messages tell of, never beyond.</summary>
/// <remarks>Values from after its end count for nothing: what was delivered then is billed with the transaction that began next. Nor do values dated in a time to come.</remarks>
internal abstract class AssumedEnd(ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, DateTimeOffset at, CorrectionKind kind)
    : TransactionEdit(directory, budgets, transactionId, Caller.System, at, kind)
{
    private const string LastRegister =
        $"""
        SELECT s.value * CASE k.unit WHEN 'kWh' THEN 1000 ELSE 1 END
        FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id JOIN sample_kinds k ON k.id = s.kind_id
        WHERE v.transaction_id = ?1 AND v.timestamp <= ?2 AND k.measurand = 'Energy.Active.Import.Register' AND k.phase = '' AND {MeterRegister.IsOne}
        ORDER BY {MeterLocation.Precedence}, v.timestamp DESC, v.id DESC LIMIT 1
        """;

    private const string LastSample = "SELECT max(timestamp) FROM meter_values WHERE transaction_id = ?1 AND timestamp <= ?2";

    /// <summary>Puts the end into the row.</summary>
    /// <param name="session">Where the values are.</param>
    /// <param name="row">The transaction.</param>
    /// <param name="overAt">Values from later than this are not its own.</param>
    /// <param name="unmeasured">The register where none of its values tells one, in Wh.</param>
    protected void Assume(StoreSession session, Transaction row, DateTimeOffset overAt, long unmeasured)
    {
        overAt = overAt.NoLaterThan(Latest(row));
        var (register, last) = (Register(session, row, overAt) ?? unmeasured, Evidence(session, row, overAt));
        (row.MeterStop, row.StopTimestamp) = (register, last > row.StartTimestamp ? last.Value : row.StartTimestamp);
        row.Flags = (row.Flags & ~Plausibility.OfFigures) | Plausibility.FlagsOf(row.MeterStart, row.StartTimestamp, register, row.StopTimestamp.Value);
    }

    /// <summary>When the connector was at work for somebody else. One that came before is none of those, whatever its clock said.</summary>
    protected static DateTimeOffset? NextStart(CentralSystemDbContext db, Transaction row) => db.Transactions.AsNoTracking()
        .Where(t => t.ChargePointKey == row.ChargePointKey && t.ConnectorId == row.ConnectorId
            && t.TransactionId > row.TransactionId && t.StartTimestamp >= row.StartTimestamp)
        .Min(t => (DateTimeOffset?)t.StartTimestamp);

    /// <summary>The latest date that can be believed: that of our clock, or of the Charge Point's where it was ahead at the start already.</summary>
    private DateTimeOffset Latest(Transaction row)
    {
        var ahead = Plausibility.LongestAhead + (row.StartTimestamp > row.StartReceivedAt ? row.StartTimestamp - row.StartReceivedAt : TimeSpan.Zero);
        return At > DateTimeOffset.MaxValue - ahead ? DateTimeOffset.MaxValue : At + ahead;
    }

    private static long? Register(StoreSession session, Transaction row, DateTimeOffset overAt)
    {
        var find = session.Prepared(LastRegister).Bind(1, row.TransactionId).Bind(2, overAt);
        if (!find.Read())
        {
            return null;
        }

        var register = find.Double(0);
        find.Reset();
        return (long)Math.Round(register);
    }

    private static DateTimeOffset? Evidence(StoreSession session, Transaction row, DateTimeOffset overAt)
    {
        var find = session.Prepared(LastSample).Bind(1, row.TransactionId).Bind(2, overAt);
        find.Read();
        DateTimeOffset? last = find.IsNull(0) ? null : find.Instant(0);
        find.Reset();
        return last;
    }
}
