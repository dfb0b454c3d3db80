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

    /// <summary>Power in W that may not have been told, in kW.</summary>
    public static string Power(double? watts) => watts is { } told ? (told / 1_000).ToString("0.0", CultureInfo.InvariantCulture) + " kW" : "not told";
}
