using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>How the energy of a transaction was found, what was looked at and what was not used; registers in Wh, power in W.</summary>
internal sealed record EnergyExplanation(
    EnergySource? Used, long? ByRegistersWh, RegisterSamples? RegisterSamples, IReadOnlyList<RejectedEnergy> Rejected, double? PowerMaxW, double? PowerAverageW,
    IReadOnlyList<MeterWarning> Warnings)
{
    /// <summary>Most samples that are looked at; a day of one a minute has 1440.</summary>
    private const int MostSamples = 20_000;

    private const string Register = "Energy.Active.Import.Register";
    private const string Power = "Power.Active.Import";

    public static async Task<EnergyExplanation> OfAsync(CentralSystemDbContext db, Transaction row, CancellationToken cancellationToken)
    {
        var samples = await db.MeterValues.Where(v => v.TransactionId == row.TransactionId)
            .SelectMany(v => v.Samples, (v, s) => new { v.Id, v.Timestamp, s.Value, s.Kind.Measurand, s.Kind.Phase, s.Kind.Location, s.Kind.Unit })
            .Where(s => s.Value != null && s.Phase == "" && (s.Measurand == Register || s.Measurand == Power))
            .OrderBy(s => s.Timestamp).ThenBy(s => s.Id).Take(MostSamples).ToListAsync(cancellationToken);
        var location = MeterLocation.First(samples.Where(s => s.Measurand == Register).Select(s => s.Location));
        var registers = samples.Where(s => s.Measurand == Register && s.Location == location).Select(s => (s.Timestamp, Wh: s.Value!.Value * (s.Unit == "kWh" ? 1000 : 1))).ToList();
        var powers = samples.Where(s => s.Measurand == Power).Select(s => s.Value!.Value * (s.Unit == "kW" ? 1000 : 1)).ToList();
        return new EnergyExplanation(
            row.EnergySource, row.MeterStop - row.MeterStart, RegisterSamples.Of(registers), [.. Rejections(row, registers)], powers.Count > 0 ? powers.Max() : null,
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
            var delta = meterStop - row.MeterStart;
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
internal sealed record RegisterSamples(int Count, DateTimeOffset FirstAt, double FirstWh, DateTimeOffset LastAt, double LastWh, double LowestWh, double HighestWh)
{
    public static RegisterSamples? Of(List<(DateTimeOffset Timestamp, double Wh)> samples) => samples.Count == 0
        ? null
        : new(samples.Count, samples[0].Timestamp, samples[0].Wh, samples[^1].Timestamp, samples[^1].Wh, samples.Min(s => s.Wh), samples.Max(s => s.Wh));
}

/// <summary>A way to the energy that was not taken.</summary>
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
