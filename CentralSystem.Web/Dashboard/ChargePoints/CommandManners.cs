namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>How commands are offered.</summary>
internal static class CommandManners
{
    /// <summary>Whether it only asks, so that nobody at the charge point notices it: it needs no second click.</summary>
    public static bool IsHarmless(string action) => action.StartsWith("Get", StringComparison.Ordinal) || action is "TriggerMessage" or "ExtendedTriggerMessage";
}
