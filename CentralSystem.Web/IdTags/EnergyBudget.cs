using System.ComponentModel.DataAnnotations;

namespace CentralSystem.Web.IdTags;

/// <summary>How much energy may be charged in each day, week or month.</summary>
internal sealed record EnergyBudget
{
    /// <summary>How long one budget lasts.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>Energy of one period in Wh.</summary>
    [Range(1, 1_000_000_000)]
    public required long EnergyWh { get; init; }

    /// <summary>Zone in which days begin, by its IANA name.</summary>
    [TimeZoneName]
    public string TimeZone { get; init; } = TimeZoneNameAttribute.Utc;

    /// <summary>The period that runs at an instant. Weeks begin on Monday (ISO 8601).</summary>
    public BudgetSpan PeriodAt(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var day = TimeZoneInfo.ConvertTime(now, zone).Date;
        var first = Period switch
        {
            BudgetPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            BudgetPeriod.Month => day.AddDays(1 - day.Day),
            _ => day,
        };
        var next = Period switch
        {
            BudgetPeriod.Week => first.AddDays(7),
            BudgetPeriod.Month => first.AddMonths(1),
            _ => first.AddDays(1),
        };
        return new BudgetSpan(MidnightOf(first, zone), MidnightOf(next, zone));
    }

    /// <summary>The first one, where the clocks go back over midnight and it comes twice.</summary>
    private static DateTimeOffset MidnightOf(DateTime day, TimeZoneInfo zone) =>
        new DateTimeOffset(day, zone.IsAmbiguousTime(day) ? zone.GetAmbiguousTimeOffsets(day).Max() : zone.GetUtcOffset(day)).ToUniversalTime();
}

/// <summary>One period of a budget.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant of the next one.</param>
internal readonly record struct BudgetSpan(DateTimeOffset Start, DateTimeOffset End)
{
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;
}

/// <summary>How long an energy budget lasts.</summary>
internal enum BudgetPeriod
{
    Day,
    Week,
    Month,
}
