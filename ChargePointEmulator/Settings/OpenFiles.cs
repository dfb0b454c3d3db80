using System.Globalization;

namespace ChargePointEmulator.Settings;

/// <summary>How many files this process may have open: each connection is one.</summary>
/// <remarks>With none left the runtime ends the process ("Out of memory"), and what was measured is lost; so a fleet that has no room does not begin.</remarks>
internal static class OpenFiles
{
    /// <summary>What the process has open beside its connections: libraries, reports, what it looks up about itself.</summary>
    private const int OwnFiles = 200;

    /// <summary>The limit of this process; null where there is none, or none is known. The runtime has raised it as far as it may.</summary>
    public static long? Limit => OperatingSystem.IsLinux() && File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
        && long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    /// <summary>Why so many charge points have no room; null when they have.</summary>
    public static string? Refusal(int chargePoints, long? limit) => limit is { } most && chargePoints > most - OwnFiles
        ? string.Create(CultureInfo.InvariantCulture, $"{chargePoints} charge points are as many open files, but this process may have {most} (ulimit -Hn) and needs {OwnFiles} itself: {Math.Max(0, most - OwnFiles)} fit. docs/load.md#many-connections says more.")
        : null;
}
