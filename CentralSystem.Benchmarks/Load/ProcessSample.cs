using System.Globalization;

namespace CentralSystem.Benchmarks.Load;

/// <summary>Memory and processor time of a process, from /proc; zeros where there is none.</summary>
internal readonly record struct ProcessSample(long RssKib, long PeakRssKib, int Threads, double CpuSeconds)
{
    /// <summary>Clock ticks a second in /proc, on every Linux in use.</summary>
    private const double TicksPerSecond = 100;

    public static ProcessSample Of(int pid)
    {
        if (pid == 0 || !File.Exists($"/proc/{pid}/status"))
        {
            return default;
        }

        var status = File.ReadLines($"/proc/{pid}/status").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Replace("kB", "", StringComparison.Ordinal).Trim());
        return new ProcessSample(Number("VmRSS"), Number("VmHWM"), (int)Number("Threads"), Ticks(pid, 11, 12) / TicksPerSecond);

        long Number(string key) => status.TryGetValue(key, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Processor seconds of a process and of its ended children.</summary>
    public static double CpuSecondsWithChildren(int pid) => Ticks(pid, 11, 12, 13, 14) / TicksPerSecond;

    /// <param name="pid">The process.</param>
    /// <param name="fields">Positions behind the process's name, which may hold blanks itself.</param>
    private static double Ticks(int pid, params ReadOnlySpan<int> fields)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var parts = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var sum = 0L;
            foreach (var field in fields)
            {
                sum += long.Parse(parts[field], CultureInfo.InvariantCulture);
            }

            return sum;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
