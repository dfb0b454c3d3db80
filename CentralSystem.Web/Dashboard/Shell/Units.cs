using System.Globalization;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Amounts in the units people use; the API has the base units.</summary>
internal static class Units
{
    /// <summary>Energy in kWh, with as many digits as tell something.</summary>
    public static string Energy(long wattHours) => wattHours switch
    {
        >= 1_000_000 or <= -1_000_000 => (wattHours / 1_000_000.0).ToString("#,0.0", CultureInfo.InvariantCulture) + " MWh",
        _ => (wattHours / 1_000.0).ToString(wattHours is > -100_000 and < 100_000 ? "0.00" : "#,0", CultureInfo.InvariantCulture) + " kWh",
    };

    /// <summary>Energy in Wh that may not have been told.</summary>
    public static string Energy(double? wattHours) => wattHours is { } told ? Energy((long)told) : "not told";

    /// <summary>Reading of a meter in Wh, to the last digit.</summary>
    public static string Register(long wattHours) => (wattHours / 1_000m).ToString("#,0.###", CultureInfo.InvariantCulture) + " kWh";

    /// <summary>A duration in its two largest units.</summary>
    public static string Duration(long seconds) => seconds switch
    {
        < 60 => $"{seconds} s",
        < 3_600 => $"{seconds / 60} min",
        < 172_800 => $"{seconds / 3_600} h {seconds / 60 % 60:00} min",
        _ => $"{(seconds / 86_400).ToString("#,0", CultureInfo.InvariantCulture)} d {seconds / 3_600 % 24} h",
    };

    /// <summary>Power in W that may not have been told, in kW.</summary>
    public static string Power(double? watts) => watts is { } told ? (told / 1_000).ToString("0.0", CultureInfo.InvariantCulture) + " kW" : "not told";

    /// <summary>Room on a disk.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("#,0.0", CultureInfo.InvariantCulture) + " GiB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture) + " KiB",
    };
}
