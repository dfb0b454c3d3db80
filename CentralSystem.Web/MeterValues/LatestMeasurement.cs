using System.Globalization;

namespace CentralSystem.Web.MeterValues;

/// <summary>What a running transaction last measured of its connector as a whole; each member is the newest one known.</summary>
/// <param name="Timestamp">Newest instant that any of them has.</param>
/// <param name="PowerW">Power.Active.Import in W.</param>
/// <param name="EnergyWh">Energy since the start of the transaction, by Energy.Active.Import.Register.</param>
/// <param name="SoCPercent">State of charge of the vehicle.</param>
internal sealed record LatestMeasurement(DateTimeOffset Timestamp, double? PowerW, double? EnergyWh, double? SoCPercent)
{
    /// <param name="newestFirst">Meter values of the transaction.</param>
    /// <param name="meterStart">Register at its start in Wh.</param>
    /// <returns>Null when nothing of it was measured.</returns>
    public static LatestMeasurement? Of(IReadOnlyList<MeterValueView> newestFirst, long meterStart)
    {
        var power = Newest(newestFirst, "Power.Active.Import");
        var register = Newest(newestFirst, MeterRegister.Measurand);
        var soC = Newest(newestFirst, "SoC");
        return (power ?? register ?? soC) is null
            ? null
            : new LatestMeasurement(newestFirst[0].Timestamp, power, register is { } wh && wh >= meterStart ? wh - meterStart : null, soC);
    }

    private static double? Newest(IReadOnlyList<MeterValueView> newestFirst, string measurand) =>
        newestFirst.Select(v => In(v, measurand)).FirstOrDefault(value => value is not null);

    /// <summary>The value for the connector as a whole; of power also the sum of its phases.</summary>
    private static double? In(MeterValueView meterValue, string measurand)
    {
        var samples = meterValue.SampledValue.Where(s => s.Measurand == measurand && (s.Location == "Outlet" || measurand == "SoC")).ToArray();
        var whole = samples.FirstOrDefault(s => s.Phase is null);
        if (whole is not null)
        {
            return ValueOf(whole);
        }

        return measurand.StartsWith("Power", StringComparison.Ordinal) && samples.Length > 0 ? samples.Sum(ValueOf) : null;
    }

    private static double? ValueOf(SampledValueView sample) =>
        double.TryParse(sample.Value, CultureInfo.InvariantCulture, out var value) ? value * (sample.Unit is "kW" or "kWh" ? 1000 : 1) : null;
}
