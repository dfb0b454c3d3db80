using System.Collections.Frozen;
using System.Globalization;
using Ocpp.Payloads;
using Ocpp.Types;

namespace ChargePointEmulator.Metering;

/// <summary>Writes readings as sampled values of the measurands a key asks for.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.16, §7.31, §7.43. Measurand, unit and context are always written; all phases that can be measured are reported (§3.16.3).</remarks>
internal static class MeterReadings
{
    private static readonly FrozenSet<Measurand> Supported = FrozenSet.Create(
        Measurand.EnergyActiveImportRegister, Measurand.EnergyActiveImportInterval, Measurand.EnergyReactiveImportRegister, Measurand.PowerActiveImport, Measurand.PowerReactiveImport, Measurand.PowerOffered, Measurand.PowerFactor, Measurand.CurrentImport,
        Measurand.CurrentOffered, Measurand.Voltage, Measurand.Frequency, Measurand.Temperature, Measurand.SoC);

    private static readonly Phase[] ByPhase = [Phase.L1, Phase.L2, Phase.L3];

    /// <summary>Whether the emulator measures this, with or without a phase suffix as in <c>Voltage.L1</c> (§9.1.17).</summary>
    public static bool IsSupported(string item) => TryRead(item, out _, out _);

    /// <summary>One meter value with all measurands asked for; those that do not apply now are left out.</summary>
    /// <param name="reading">The values.</param>
    /// <param name="timestamp">Their instant.</param>
    /// <param name="items">Measurands, as a configuration key lists them; none means the energy register.</param>
    /// <param name="context">Why they were taken.</param>
    public static MeterValue Sample(in MeterReading reading, DateTimeOffset timestamp, IReadOnlyCollection<string> items, ReadingContext context)
    {
        var samples = new List<SampledValue>(items.Count);
        foreach (var item in items)
        {
            if (TryRead(item, out var measurand, out var phase))
            {
                Add(samples, reading, measurand, phase, context);
            }
        }

        if (samples.Count == 0)
        {
            Add(samples, reading, Measurand.EnergyActiveImportRegister, null, context);
        }

        return new() { Timestamp = timestamp, SampledValue = samples };
    }

    private static void Add(List<SampledValue> samples, in MeterReading reading, Measurand measurand, int? phase, ReadingContext context)
    {
        var first = samples.Count;
        if (measurand is Measurand.Voltage or Measurand.CurrentImport || phase is not null)
        {
            AddByPhase(samples, reading, measurand, phase, context);
        }
        else if (Whole(reading, measurand, context) is { } sample)
        {
            samples.Add(sample);
        }

        for (var index = first; reading.IsMain && index < samples.Count; index++)
        {
            // The main meter stands where the energy comes in (§3.16.3).
            samples[index] = samples[index] with { Location = Location.Inlet };
        }
    }

    /// <summary>Values of single phases; without a suffix, one of each. Direct current has none.</summary>
    private static void AddByPhase(List<SampledValue> samples, in MeterReading reading, Measurand measurand, int? phase, ReadingContext context)
    {
        if (phase >= reading.Voltages.Count)
        {
            return;
        }

        var phases = phase is { } one ? [one] : Enumerable.Range(0, reading.Voltages.Count);
        foreach (var index in phases)
        {
            var sample = measurand switch
            {
                Measurand.Voltage => Value(reading.Voltages[index], 1, measurand, UnitOfMeasure.V, context),
                Measurand.CurrentImport => Value(reading.CurrentOf(index), 1, measurand, UnitOfMeasure.A, context),
                _ => Value(reading.PowerOf(index), 1, measurand, UnitOfMeasure.W, context),
            };
            samples.Add(reading.IsDirectCurrent ? sample : sample with { Phase = ByPhase[index] });
        }
    }

    private static SampledValue? Whole(in MeterReading reading, Measurand measurand, ReadingContext context)
    {
        return measurand switch
        {
            Measurand.EnergyActiveImportInterval => Value(Math.Floor(reading.IntervalWh), 0, measurand, UnitOfMeasure.Wh, context),
            Measurand.EnergyReactiveImportRegister => Value(Math.Floor(reading.ReactiveVarh), 0, measurand, UnitOfMeasure.Varh, context),
            Measurand.PowerReactiveImport => Value(reading.ReactivePower, 1, measurand, UnitOfMeasure.Var, context),
            Measurand.EnergyActiveImportRegister => Value(Math.Floor(reading.RegisterWh), 0, measurand, UnitOfMeasure.Wh, context),
            Measurand.PowerActiveImport => Value(reading.Power, 1, measurand, UnitOfMeasure.W, context),
            Measurand.PowerOffered => Value(reading.Offered * reading.Voltages.Sum(), 1, measurand, UnitOfMeasure.W, context),
            Measurand.PowerFactor => Value(reading.PowerFactor, 2, measurand, null, context),
            Measurand.CurrentOffered => Value(reading.Offered, 1, measurand, UnitOfMeasure.A, context),

            // Hertz is not among the units of this version; it is meant (errata §3.84).
            Measurand.Frequency => Value(50, 2, measurand, null, context),
            Measurand.Temperature => Value(25 + (reading.Power / 2000), 1, measurand, UnitOfMeasure.Celsius, context) with { Location = Location.Body },
            Measurand.SoC when reading.HasCar => Value(Math.Floor(reading.StateOfCharge * 100), 0, measurand, UnitOfMeasure.Percent, context) with { Location = Location.EV },
            _ => null,
        };
    }

    private static SampledValue Value(double value, int decimals, Measurand measurand, UnitOfMeasure? unit, ReadingContext context) => new()
    {
        Value = value.ToString(decimals == 0 ? "0" : "0." + new string('0', decimals), CultureInfo.InvariantCulture),
        Context = context,
        Measurand = measurand,
        Unit = unit is { } known ? new OcppEnum<UnitOfMeasure>(known) : null,
    };

    private static bool TryRead(string item, out Measurand measurand, out int? phase)
    {
        phase = null;
        if (item.Length > 3 && item[^3..] is ".L1" or ".L2" or ".L3")
        {
            phase = item[^1] - '1';
            item = item[..^3];
        }

        return EnumText<Measurand>.TryParseIgnoringCase(item, out measurand) && Supported.Contains(measurand)
            && (phase is null || measurand is Measurand.Voltage or Measurand.CurrentImport or Measurand.PowerActiveImport);
    }
}
