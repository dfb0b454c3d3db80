using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CentralSystem.Web.IdTags;

/// <summary>When an idTag may charge: some days of the week from one local time to another.</summary>
internal sealed record TimeWindow
{
    private const string TimeFormat = "HH:mm";
    private const string Time = @"^([01]\d|2[0-3]):[0-5]\d$";

    /// <summary>Days on which the window opens; empty for every day.</summary>
    [MaxLength(7)]
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>First minute, as <c>08:00</c>.</summary>
    [RegularExpression(Time, ErrorMessage = "must be a time such as 08:00")]
    public required string From { get; init; }

    /// <summary>First minute that is left out. Not later than <see cref="From"/>, the window closes on the next day; equal to it, after 24 hours.</summary>
    [RegularExpression(Time, ErrorMessage = "must be a time such as 18:00; the end of the day is 00:00")]
    public required string To { get; init; }

    /// <summary>Zone of both times, by its IANA name.</summary>
    [TimeZoneName]
    public string TimeZone { get; init; } = TimeZoneNameAttribute.Utc;

    /// <summary>When the window that is open at an instant closes; null when it is not open then.</summary>
    public DateTimeOffset? OpenUntil(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        return OpenUntil(local, local.Date, zone) ?? OpenUntil(local, local.Date.AddDays(-1), zone);
    }

    /// <summary>By the window that opens on a day, which may be the day before.</summary>
    private DateTimeOffset? OpenUntil(DateTime local, DateTime day, TimeZoneInfo zone)
    {
        if (Days.Count > 0 && !Days.Contains(day.DayOfWeek))
        {
            return null;
        }

        var (from, to) = (MinuteOf(From), MinuteOf(To));
        var end = (to <= from ? day.AddDays(1) : day) + to;
        return local >= day + from && local < end ? new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime() : null;
    }

    private static TimeSpan MinuteOf(string time) => TimeOnly.ParseExact(time, TimeFormat, CultureInfo.InvariantCulture).ToTimeSpan();
}

/// <summary>The name of a time zone this system knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeZoneNameAttribute : ValidationAttribute
{
    public const string Utc = "UTC";

    public override bool IsValid(object? value) => value is string name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    public override string FormatErrorMessage(string name) => "must be the IANA name of a time zone, such as Europe/Berlin";
}
