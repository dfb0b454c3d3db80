using System.Globalization;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>An instant as it stands in addresses, goes to the browser and comes from there: in UTC.</summary>
internal static class InstantText
{
    public static string? Of(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>What it is called where the reader asks for UTC.</summary>
    public static string? Utc(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Null for what is no instant.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
