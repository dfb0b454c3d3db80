using System.Globalization;
using System.Text.Json;
using CentralSystem.Web.Dashboard.Shell;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>Limits of a stored profile in words, in the units people use.</summary>
internal static class LimitWords
{
    public static string Of(JsonElement? profile)
    {
        if (profile is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("chargingSchedule", out var schedule)
            || !schedule.TryGetProperty("chargingSchedulePeriod", out var periods) || periods.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        var isWatts = schedule.TryGetProperty("chargingRateUnit", out var unit) && unit.GetString() == "W";
        return string.Join(", ", periods.EnumerateArray().Select(period =>
            period.GetProperty("startPeriod").GetInt32() is > 0 and var seconds
                ? $"after {Units.Duration(seconds)} {Of(period.GetProperty("limit").GetDecimal(), isWatts)}"
                : Of(period.GetProperty("limit").GetDecimal(), isWatts)));
    }

    /// <summary>A limit, watts as kW.</summary>
    public static string Of(decimal limit, bool isWatts) =>
        isWatts ? (limit / 1000).ToString("0.###", CultureInfo.InvariantCulture) + " kW" : limit.ToString("0.#", CultureInfo.InvariantCulture) + " A";

    /// <summary>A time from the start of a schedule.</summary>
    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}");
}
