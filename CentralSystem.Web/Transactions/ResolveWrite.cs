using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>Ends a transaction by a rule: with the last register and at the last instant that its own messages tell of, never beyond.</summary>
/// <remarks>Values from after its end count for nothing: what was delivered then is billed with the transaction that began next.</remarks>
internal sealed class ResolveWrite(ChargePointDirectory directory, EnergyBudgets budgets, int transactionId, Verdict verdict, DateTimeOffset at)
    : TransactionEdit(directory, budgets, transactionId, Caller.System, at, CorrectionKind.AutomaticResolution)
{
    private const string LastRegister =
        $"""
        SELECT s.value * CASE k.unit WHEN 'kWh' THEN 1000 ELSE 1 END
        FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id JOIN sample_kinds k ON k.id = s.kind_id
        WHERE v.transaction_id = ?1 AND v.timestamp <= ?2 AND k.measurand = 'Energy.Active.Import.Register' AND k.phase = '' AND s.value IS NOT NULL
        ORDER BY {MeterLocation.Precedence}, v.timestamp DESC, v.id DESC LIMIT 1
        """;

    private const string LastSample = "SELECT max(timestamp) FROM meter_values WHERE transaction_id = ?1 AND timestamp <= ?2";

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

        row.MeterStop = Register(session, row) ?? row.MeterStart;
        row.StopTimestamp = Evidence(session, row) is { } last && last > row.StartTimestamp ? last : row.StartTimestamp;
        (row.StopReceivedAt, row.Resolution) = (At, verdict.Reason);
        row.Flags |= TransactionFlags.ResolvedAutomatically | (row.MeterStop < row.MeterStart ? TransactionFlags.MeterStopBelowStart : TransactionFlags.None);
        return true;
    }

    private long? Register(StoreSession session, Transaction row)
    {
        var find = session.Prepared(LastRegister).Bind(1, row.TransactionId).Bind(2, verdict.OverAt);
        if (!find.Read())
        {
            return null;
        }

        var register = find.Double(0);
        find.Reset();
        return Math.Abs(register) < 1e15 ? (long)Math.Round(register) : null;
    }

    private DateTimeOffset? Evidence(StoreSession session, Transaction row)
    {
        var find = session.Prepared(LastSample).Bind(1, row.TransactionId).Bind(2, verdict.OverAt);
        find.Read();
        DateTimeOffset? last = find.IsNull(0) ? null : find.Instant(0);
        find.Reset();
        return last;
    }
}
