using System.Globalization;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>Meter values as a charge point with three phases sends them.</summary>
internal static class Metering
{
    /// <summary>What is measured some minutes after a start at 1 kWh, with a power that rises to 11 kW.</summary>
    public static MeterValue At(DateTimeOffset at, int minute)
    {
        var power = Math.Min(11_000, 2_000 + (minute * 500));
        return new()
        {
            Timestamp = at,
            SampledValue =
            [
                Sample(1_000 + (minute * 150), Measurand.EnergyActiveImportRegister, UnitOfMeasure.Wh),
                Sample(power, Measurand.PowerActiveImport, UnitOfMeasure.W),
                Sample(power / 690.0, Measurand.CurrentImport, UnitOfMeasure.A) with { Phase = Phase.L1 },
                Sample(power / 700.0, Measurand.CurrentImport, UnitOfMeasure.A) with { Phase = Phase.L2 },
                Sample(power / 710.0, Measurand.CurrentImport, UnitOfMeasure.A) with { Phase = Phase.L3 },
                Sample(16, Measurand.CurrentOffered, UnitOfMeasure.A),
                Sample(230 + (minute % 4), Measurand.Voltage, UnitOfMeasure.V) with { Phase = Phase.L1N },
                Sample(20 + minute, Measurand.SoC, UnitOfMeasure.Percent) with { Location = Location.EV },
            ],
        };
    }

    private static SampledValue Sample(double value, Measurand measurand, UnitOfMeasure unit) =>
        new() { Value = value.ToString("0.##", CultureInfo.InvariantCulture), Measurand = measurand, Unit = unit };
}
