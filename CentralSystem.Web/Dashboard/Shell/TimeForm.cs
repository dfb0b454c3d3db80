namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>How much of an instant is written; the browser knows the forms by these names (dashboard.js).</summary>
public enum TimeForm
{
    /// <summary>The time of today, else day and time.</summary>
    Full,

    /// <summary>Hours and minutes.</summary>
    Clock,

    /// <summary>Hours, minutes and seconds.</summary>
    ClockWithSeconds,

    /// <summary>Day of the week, hours and minutes.</summary>
    DayAndClock,

    /// <summary>Day and month.</summary>
    Day,
}
