using CentralSystem.Web.Dashboard.Shell;

namespace CentralSystem.Web.Dashboard.Charts;

/// <summary>An axis of time with marks at round instants.</summary>
internal readonly record struct TimeScale(DateTimeOffset From, DateTimeOffset To)
{
    private const int MostMarks = 6;

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1),
        TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(30), TimeSpan.FromDays(90),
    ];

    private TimeSpan Step
    {
        get
        {
            var span = To - From;
            return Steps.FirstOrDefault(step => span / step <= MostMarks, Steps[^1] * Math.Ceiling(span / (MostMarks * Steps[^1])));
        }
    }

    /// <summary>How a mark is written.</summary>
    public TimeForm Form => (Step, To - From) switch
    {
        ({ TotalSeconds: < 60 }, _) => TimeForm.ClockWithSeconds,
        ({ TotalHours: < 24 }, { TotalHours: <= 24 }) => TimeForm.Clock,
        ({ TotalHours: < 24 }, _) => TimeForm.DayAndClock,
        _ => TimeForm.Day,
    };

    /// <summary>The marks, by time.</summary>
    public IEnumerable<DateTimeOffset> Marks
    {
        get
        {
            var step = Step.Ticks;
            for (var at = (From.UtcTicks + step - 1) / step * step; at <= To.UtcTicks; at += step)
            {
                yield return new DateTimeOffset(at, TimeSpan.Zero);
            }
        }
    }

    /// <summary>How far to the right an instant stands, from 0 to 1.</summary>
    public double Share(DateTimeOffset at) => (at - From) / (To - From);
}
