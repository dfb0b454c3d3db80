using System.Globalization;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>A span of whole days in the reader's zone.</summary>
/// <param name="From">First instant; null for the beginning of all.</param>
/// <param name="To">First instant that is left out; null for no end.</param>
public readonly record struct Period(DateTimeOffset? From, DateTimeOffset? To)
{
    public const string All = "all";
    public const string Custom = "custom";

    /// <summary>What may stand in an address, and how it is called.</summary>
    public static IReadOnlyList<(string Name, string Words)> Presets { get; } =
    [
        ("today", "today"), ("yesterday", "yesterday"), ("week", "last 7 days"), ("month", "this month"), ("last-month", "last month"), ("year", "this year"), (Custom, "days of your choice"),
    ];

    /// <summary>Reads a period as it stands in an address; what cannot be read limits nothing.</summary>
    /// <param name="preset">One of <see cref="Presets"/>.</param>
    /// <param name="from">First day, <c>2026-01-31</c>.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="zone">Where days begin.</param>
    /// <param name="now">The clock.</param>
    public static Period Of(string? preset, string? from, string? to, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var month = new DateOnly(today.Year, today.Month, 1);
        return preset switch
        {
            "today" => Days(today, today.AddDays(1), zone),
            "yesterday" => Days(today.AddDays(-1), today, zone),
            "week" => Days(today.AddDays(-6), today.AddDays(1), zone),
            "month" => Days(month, month.AddMonths(1), zone),
            "last-month" => Days(month.AddMonths(-1), month, zone),
            "year" => Days(new DateOnly(today.Year, 1, 1), new DateOnly(today.Year + 1, 1, 1), zone),
            Custom => Days(DayOf(from), DayOf(to)?.AddDays(1), zone),
            _ => default,
        };
    }

    private static Period Days(DateOnly? from, DateOnly? to, TimeZoneInfo zone) => new(Midnight(from, zone), Midnight(to, zone));

    private static DateTimeOffset? Midnight(DateOnly? day, TimeZoneInfo zone)
    {
        if (day is null)
        {
            return null;
        }

        var local = day.Value.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000 ? day : null;
}
