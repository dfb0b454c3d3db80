using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>The energy of a transaction and how it was found. Never negative; unknown rather than wrong.</summary>
/// <param name="Wh">Energy in Wh.</param>
/// <param name="Source">How it was found.</param>
internal readonly record struct TransactionEnergy(long? Wh, EnergySource? Source)
{
    private const string RegisterSamples =
        $"""
        SELECT min(s.value * CASE k.unit WHEN 'kWh' THEN 1000 ELSE 1 END), max(s.value * CASE k.unit WHEN 'kWh' THEN 1000 ELSE 1 END), count(*)
        FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id JOIN sample_kinds k ON k.id = s.kind_id
        WHERE v.transaction_id = ? AND k.measurand = 'Energy.Active.Import.Register' AND k.phase = '' AND {MeterRegister.IsOne}
        GROUP BY k.location ORDER BY {MeterLocation.Precedence} LIMIT 1
        """;

    /// <summary>What lies between two registers in Wh; they may be any numbers, and so far apart that no number tells it.</summary>
    public static long ByRegisters(long meterStart, long meterStop) => (long)Int128.Clamp((Int128)meterStop - meterStart, long.MinValue, long.MaxValue);

    /// <summary>By the registers of start and stop (OCPP 1.6 §7.31); where these make no sense, by the samples between them.</summary>
    public static TransactionEnergy Of(StoreSession session, int transactionId, long meterStart, long meterStop, TimeSpan duration)
    {
        var byRegisters = ByRegisters(meterStart, meterStop);
        if (Plausibility.CanBe(byRegisters, duration))
        {
            return new(byRegisters, EnergySource.Registers);
        }

        var samples = session.Prepared(RegisterSamples).Bind(1, transactionId);
        var bySamples = samples.Read() && samples.Int64(2) > 1 ? (long?)Math.Round(samples.Double(1) - samples.Double(0)) : null;
        samples.Reset();
        if (bySamples is { } energy && Plausibility.CanBe(energy, duration))
        {
            return new(energy, EnergySource.Samples);
        }

        // More than any connector can deliver, and no samples that say better: the registers stand, flagged, unless they are beyond all measure.
        return byRegisters is >= 0 and <= Plausibility.MostWh ? new(byRegisters, EnergySource.Registers) : default;
    }
}
