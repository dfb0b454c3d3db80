using System.Runtime.InteropServices;

namespace ChargePointEmulator.Load;

/// <summary>The terminal a run is watched at.</summary>
/// <param name="Size">Columns and rows, asked for at each look.</param>
/// <param name="Key">The next key that was typed, null while there is none; null itself where nobody can type.</param>
internal sealed record LoadTerminal(Func<(int Columns, int Rows)> Size, Func<char?>? Key)
{
    /// <summary>The terminal that somebody watches; null when it goes elsewhere.</summary>
    public static LoadTerminal? Of(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
        ? new LoadTerminal(() => (Console.WindowWidth, Console.WindowHeight), Console.IsInputRedirected ? null : ReadKey)
        : null;

    private static char? ReadKey() => HasTerminal() && Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;

    /// <summary>A run that the shell put into the background is stopped by the system when it as much as looks for a key.</summary>
    private static bool HasTerminal() => OperatingSystem.IsWindows() || tcgetpgrp(0) == getpgrp();

    [DllImport("libc")]
    private static extern int tcgetpgrp(int descriptor);

    [DllImport("libc")]
    private static extern int getpgrp();
}
