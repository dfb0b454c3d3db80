using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>How the energy of a transaction was found, what was looked at and what was not used; registers in Wh, power in W.</summary>
/// <param name="Used">The way that was taken; absent while the energy is unknown.</param>
/// <param name="ByRegistersWh">meterStop - meterStart, in Wh; absent while it runs.</param>
/// <param name="RegisterSamples">The register samples that came; absent when none did.</param>
/// <param name="Rejected">The ways that were not taken.</param>
/// <param name="PowerMaxW">Highest Power.Active.Import sample, in W; absent when none came.</param>
/// <param name="PowerAverageW">Energy by duration, in W; absent while either is unknown.</param>
/// <param name="Warnings">What is odd about the registers.</param>
internal sealed record EnergyExplanation(
    EnergySource? Used, long? ByRegistersWh, RegisterSamples? RegisterSamples, IReadOnlyList<RejectedEnergy> Rejected, double? PowerMaxW, double? PowerAverageW,
    IReadOnlyList<MeterWarning> Warnings)
{
    /// <summary>Most samples that are looked at; a day of one a minute has 1440.</summary>
    private const int MostSamples = 20_000;

    private const string Power = "Power.Active.Import";

    public static async Task<EnergyExplanation> OfAsync(CentralSystemDbContext db, Transaction row, CancellationToken cancellationToken)
    {
        var samples = await db.MeterValues.Where(v => v.TransactionId == row.TransactionId)
            .SelectMany(v => v.Samples, (v, s) => new { v.Id, v.Timestamp, s.Value, s.Kind.Measurand, s.Kind.Phase, s.Kind.Location, s.Kind.Unit })
            .Where(s => Math.Abs(s.Value!.Value) < MeterRegister.TooMuch && s.Phase == "" && (s.Measurand == MeterRegister.Measurand || s.Measurand == Power))
            .OrderBy(s => s.Timestamp).ThenBy(s => s.Id).Take(MostSamples).ToListAsync(cancellationToken);
        var location = MeterLocation.First(samples.Where(s => s.Measurand == MeterRegister.Measurand).Select(s => s.Location));
        var registers = samples.Where(s => s.Measurand == MeterRegister.Measurand && s.Location == location).Select(s => (s.Timestamp, Wh: s.Value!.Value * (s.Unit == "kWh" ? 1000 : 1))).ToList();
        var powers = samples.Where(s => s.Measurand == Power).Select(s => s.Value!.Value * (s.Unit == "kW" ? 1000 : 1)).ToList();
        return new EnergyExplanation(
            row.EnergySource, row.MeterStop is { } meterStop ? TransactionEnergy.ByRegisters(row.MeterStart, meterStop) : null, RegisterSamples.Of(registers), [.. Rejections(row, registers)], powers.Count > 0 ? powers.Max() : null,
            row is { EnergyWh: { } energy, DurationSeconds: > 0 and { } seconds } ? Math.Round(energy * 3600d / seconds, 1) : null, [.. WarningsOf(row, registers)]);
    }

    private static IEnumerable<RejectedEnergy> Rejections(Transaction row, List<(DateTimeOffset Timestamp, double Wh)> registers)
    {
        if (row is not { MeterStop: { } meterStop, StopTimestamp: { } stop })
        {
            yield break;
        }

        if (row.EnergySource != EnergySource.Registers)
        {
            var delta = TransactionEnergy.ByRegisters(row.MeterStart, meterStop);
            yield return new(EnergySource.Registers, delta, delta < 0 ? "meterStop is lower than meterStart." : "No connector delivers that much in that time.");
        }

        if (row.EnergySource != EnergySource.Samples)
        {
            var bySamples = registers.Count > 1 ? (long?)Math.Round(registers.Max(s => s.Wh) - registers.Min(s => s.Wh)) : null;
            yield return new(EnergySource.Samples, bySamples, bySamples switch
            {
                null => "Fewer than two register samples came.",
                _ when row.EnergySource == EnergySource.Registers => "The registers of start and stop make sense and come first.",
                { } wh => Plausibility.CanBe(wh, stop - row.StartTimestamp) ? "They came after the stop." : "No connector delivers that much in that time.",
            });
        }
    }

    private static IEnumerable<MeterWarning> WarningsOf(Transaction row, List<(DateTimeOffset Timestamp, double Wh)> registers)
    {
        for (var i = 1; i < registers.Count; i++)
        {
            if (registers[i].Wh < registers[i - 1].Wh)
            {
                yield return MeterWarning.RegisterRanBackwards;
                break;
            }
        }

        if (registers.Count > 0 && registers[0].Wh < row.MeterStart)
        {
            yield return MeterWarning.SampleBelowMeterStart;
        }

        if (row.MeterStop is { } stop && registers.Count > 0 && registers[^1].Wh > stop)
        {
            yield return MeterWarning.SampleAboveMeterStop;
        }

        if (row is { EnergyWh: 0, DurationSeconds: > 600 })
        {
            yield return MeterWarning.NoEnergy;
        }
    }
}

/// <summary>The overall Energy.Active.Import.Register samples of a transaction, in Wh.</summary>
/// <param name="Count">How many came.</param>
/// <param name="FirstAt">When the first was taken.</param>
/// <param name="FirstWh">The first, in Wh.</param>
/// <param name="LastAt">When the last was taken.</param>
/// <param name="LastWh">The last, in Wh.</param>
/// <param name="LowestWh">The lowest, in Wh.</param>
/// <param name="HighestWh">The highest, in Wh.</param>
internal sealed record RegisterSamples(int Count, DateTimeOffset FirstAt, double FirstWh, DateTimeOffset LastAt, double LastWh, double LowestWh, double HighestWh)
{
    public static RegisterSamples? Of(List<(DateTimeOffset Timestamp, double Wh)> samples) => samples.Count == 0
        ? null
        : new(samples.Count, samples[0].Timestamp, samples[0].Wh, samples[^1].Timestamp, samples[^1].Wh, samples.Min(s => s.Wh), samples.Max(s => s.Wh));
}

/// <summary>A way to the energy that was not taken.</summary>
/// <param name="Source">Which way.</param>
/// <param name="EnergyWh">What it would have come to, in Wh; absent where it comes to nothing.</param>
/// <param name="Reason">Why it was not taken.</param>
internal sealed record RejectedEnergy(EnergySource Source, long? EnergyWh, string Reason);

/// <summary>What is odd about the registers.</summary>
internal enum MeterWarning
{
    /// <summary>A later sample is lower than an earlier one.</summary>
    RegisterRanBackwards,

    /// <summary>The first sample is lower than meterStart.</summary>
    SampleBelowMeterStart,

    /// <summary>The last sample is higher than meterStop.</summary>
    SampleAboveMeterStop,

    /// <summary>More than ten minutes without energy.</summary>
    NoEnergy,
}
