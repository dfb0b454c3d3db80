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

    /// <summary>When the period that runs at an instant began. Weeks begin on Monday (ISO 8601).</summary>
    public DateTimeOffset PeriodStart(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var day = TimeZoneInfo.ConvertTime(now, zone).Date;
        var start = Period switch
        {
            BudgetPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            BudgetPeriod.Month => day.AddDays(1 - day.Day),
            _ => day,
        };
        return new DateTimeOffset(start, zone.GetUtcOffset(start)).ToUniversalTime();
    }
}

/// <summary>How long an energy budget lasts.</summary>
internal enum BudgetPeriod
{
    Day,
    Week,
    Month,
}
