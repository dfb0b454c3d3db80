namespace CentralSystem.Web.MeterValues;

/// <summary>Which of several meters tells what a connector delivered: the one at the outlet; where a Charge Point names none there, the first one by name.</summary>
/// <remarks>Source: OCPP 1.6 §7.30, §7.43: Outlet is what a sample without a location is from. One at the inlet counts what all connectors and the Charge Point itself take.</remarks>
internal static class MeterLocation
{
    /// <summary>The order of precedence in SQL, over a sample kind <c>k</c>.</summary>
    public const string Precedence = $"CASE k.location WHEN '{Outlet}' THEN '' ELSE k.location END";

    private const string Outlet = nameof(Ocpp.Types.Location.Outlet);

    /// <summary>The location that counts; null when there is none.</summary>
    public static string? First(IEnumerable<string> locations) => locations.MinBy(location => location == Outlet ? "" : location, StringComparer.Ordinal);
}
