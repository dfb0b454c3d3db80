using System.Globalization;

namespace ChargePointEmulator.Load;

/// <summary>Figures as people read them.</summary>
internal static class Texts
{
    /// <summary>Three digits and a unit.</summary>
    public static string Duration(TimeSpan duration, bool isEndless = false) => isEndless ? "never"
        : duration.TotalMilliseconds < 9.995 ? Invariant($"{duration.TotalMilliseconds:0.00} ms")
        : duration.TotalMilliseconds < 999.5 ? Invariant($"{duration.TotalMilliseconds:0} ms")
        : Invariant($"{duration.TotalSeconds:0.0#} s");

    /// <summary>Thousands apart.</summary>
    public static string Number(long number) => number.ToString("#,0", Spaced);

    /// <summary>What is rare has more digits: it did happen.</summary>
    public static string Rate(double perSecond) => perSecond >= 99.95 ? Number((long)Math.Round(perSecond))
        : perSecond >= 0.995 || perSecond == 0 ? Invariant($"{perSecond:0.0}")
        : perSecond >= 0.005 ? Invariant($"{perSecond:0.00}")
        : "<0.01";

    public static string Bytes(double bytes) => bytes < 1024 * 1024 ? Invariant($"{bytes / 1024:0.0} KiB") : Invariant($"{bytes / (1024 * 1024):0} MiB");

    public static string Clock(TimeSpan duration) => Invariant($"{(int)duration.TotalHours:00}:{duration.Minutes:00}:{duration.Seconds:00}");

    private static readonly NumberFormatInfo Spaced = new() { NumberGroupSeparator = " " };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
