using System.Diagnostics;
using System.Globalization;
using CentralSystem.Benchmarks.Load;

namespace CentralSystem.Benchmarks.Runs;

/// <summary>How much of a core others took while a load ran: foreign processes, and the host of a virtual machine.</summary>
/// <param name="ForeignPercent">Processor time of processes that are no part of the run, of one core.</param>
/// <param name="StealPercent">Time a virtual machine wanted to run and did not, of one core.</param>
internal readonly record struct Noise(double ForeignPercent, double StealPercent)
{
    private const double TicksPerSecond = 100;

    /// <summary>Above 15 a figure is doubtful.</summary>
    public double Total => ForeignPercent + (2 * StealPercent);

    public bool IsLoud => Total > 15;

    /// <summary>Runs a load and takes the noise around it.</summary>
    public static async Task<(T Result, Noise Noise)> AroundAsync<T>(IReadOnlyList<ServerProcess> servers, Func<Task<T>> load)
    {
        var before = Sample(servers);
        var began = Stopwatch.GetTimestamp();
        var result = await load();
        var after = Sample(servers);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var foreign = after.Busy - before.Busy - (after.Own - before.Own);
        return (result, new Noise(Math.Max(0, foreign / seconds * 100), (after.Steal - before.Steal) / seconds * 100));
    }

    private static (double Busy, double Steal, double Own) Sample(IReadOnlyList<ServerProcess> servers)
    {
        if (!File.Exists("/proc/stat"))
        {
            return default;
        }

        // cpu user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var busy = (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TicksPerSecond;

        // The generator is among our ended children by the time the second sample is taken.
        var own = ProcessSample.CpuSecondsWithChildren(Environment.ProcessId) + servers.Sum(server => ProcessSample.Of(server.Pid).CpuSeconds);
        return (busy, fields[7] / TicksPerSecond, own);
    }
}
