using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>The end of a transaction that nobody reported: the last register and the last instant that its own messages tell of, never beyond.</summary>
/// <remarks>Values from after its end count for nothing: what was delivered then is billed with the transaction that began next.</remarks>
internal abstract class AssumedEnd(ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, DateTimeOffset at, CorrectionKind kind)
    : TransactionEdit(directory, budgets, transactionId, Caller.System, at, kind)
{
    private const string LastRegister =
        $"""
        SELECT s.value * CASE k.unit WHEN 'kWh' THEN 1000 ELSE 1 END
        FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id JOIN sample_kinds k ON k.id = s.kind_id
        WHERE v.transaction_id = ?1 AND v.timestamp <= ?2 AND k.measurand = 'Energy.Active.Import.Register' AND k.phase = '' AND s.value IS NOT NULL
        ORDER BY {MeterLocation.Precedence}, v.timestamp DESC, v.id DESC LIMIT 1
        """;

    private const string LastSample = "SELECT max(timestamp) FROM meter_values WHERE transaction_id = ?1 AND timestamp <= ?2";

    private const TransactionFlags OfRegisters = TransactionFlags.MeterStopBelowStart | TransactionFlags.ImplausibleEnergy;

    /// <summary>Puts the end into the row.</summary>
    /// <param name="session">Where the values are.</param>
    /// <param name="row">The transaction.</param>
    /// <param name="overAt">Values from later than this are not its own.</param>
    /// <param name="unmeasured">The register where none of its values tells one, in Wh.</param>
    protected static void Assume(StoreSession session, Transaction row, DateTimeOffset overAt, long unmeasured)
    {
        var (register, last) = (Register(session, row, overAt) ?? unmeasured, Evidence(session, row, overAt));
        (row.MeterStop, row.StopTimestamp) = (register, last > row.StartTimestamp ? last.Value : row.StartTimestamp);
        row.Flags &= ~OfRegisters;
        if (register < row.MeterStart)
        {
            row.Flags |= TransactionFlags.MeterStopBelowStart;
        }
        else if (!Plausibility.CanBe(register - row.MeterStart, row.StopTimestamp.Value - row.StartTimestamp))
        {
            row.Flags |= TransactionFlags.ImplausibleEnergy;
        }
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
        return Math.Abs(register) < 1e15 ? (long)Math.Round(register) : null;
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
