using System.Globalization;
using Ocpp.Types;

namespace CentralSystem.Web.MeterValues;

/// <summary>What one message says last of register, power and state of charge; of the connector as a whole, not of a phase, and at its outlet where it names several places.</summary>
/// <param name="Timestamp">Newest instant of the message.</param>
/// <param name="RegisterWh">Energy.Active.Import.Register in Wh.</param>
/// <param name="PowerW">Power.Active.Import in W; the phases summed where only they are given.</param>
/// <param name="SoCPercent">SoC in percent.</param>
internal readonly record struct LatestValues(DateTimeOffset? Timestamp, double? RegisterWh, double? PowerW, double? SoCPercent)
{
    public static LatestValues Of(IReadOnlyList<MeterValue> meterValues)
    {
        var latest = default(LatestValues);
        foreach (var meterValue in meterValues)
        {
            if (latest.Timestamp is null || meterValue.Timestamp >= latest.Timestamp)
            {
                latest = latest.With(meterValue);
            }
        }

        return latest;
    }

    private LatestValues With(MeterValue meterValue)
    {
        var (register, power, soC) = (default(double?), default(double?), default(double?));
        var (phasesAtOutlet, phasesElsewhere) = (default(double?), default(double?));
        foreach (var sample in meterValue.SampledValue)
        {
            if (!double.TryParse(sample.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !MeterRegister.CanBe(value))
            {
                continue;
            }

            var isAtOutlet = sample.Location is null || sample.Location.Value.Known is Location.Outlet;
            value *= sample.Unit?.Known is UnitOfMeasure.KWh or UnitOfMeasure.KW ? 1000 : 1;
            switch (sample.Measurand?.Known ?? (sample.Measurand is null ? Measurand.EnergyActiveImportRegister : null))
            {
                case Measurand.EnergyActiveImportRegister when sample.Phase is null:
                    register = isAtOutlet ? value : register ?? value;
                    break;
                case Measurand.PowerActiveImport when sample.Phase is null:
                    power = isAtOutlet ? value : power ?? value;
                    break;
                case Measurand.PowerActiveImport when sample.Phase?.Known is not (Phase.L1 or Phase.L2 or Phase.L3 or Phase.L1N or Phase.L2N or Phase.L3N):
                    break;
                case Measurand.PowerActiveImport when isAtOutlet:
                    phasesAtOutlet = (phasesAtOutlet ?? 0) + value;
                    break;
                case Measurand.PowerActiveImport:
                    phasesElsewhere = (phasesElsewhere ?? 0) + value;
                    break;
                case Measurand.SoC:
                    soC = value;
                    break;
            }
        }

        return new(meterValue.Timestamp, register ?? RegisterWh, power ?? phasesAtOutlet ?? phasesElsewhere ?? PowerW, soC ?? SoCPercent);
    }
}
