using System.Globalization;
using CentralSystem.Web.Dashboard.Forms;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>The periods of a schedule on a drawing of fixed size, and what a drag on it means.</summary>
/// <remarks>A drag snaps to minutes and to whole amperes or tenths of a kW: finer ones are typed.</remarks>
internal sealed class PeriodDrawing
{
    public const int Width = 720;
    public const int Height = 240;

    /// <summary>Room for the scales at the left and below.</summary>
    public const int Left = 84;
    public const int Bottom = 40;
    public const int Top = 16;

    private const int SnapSeconds = 60;
    private const int Day = 86_400;

    private readonly List<(FormValue Value, int Start, decimal Limit)> _periods = [];

    /// <param name="schedule">The member <c>chargingSchedule</c>; periods that are no numbers yet are left out.</param>
    public PeriodDrawing(FormValue schedule)
    {
        IsWatts = schedule["chargingRateUnit"].Text == "W";
        foreach (var period in schedule["chargingSchedulePeriod"].Items)
        {
            if (int.TryParse(period["startPeriod"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && FormValue.TryReadNumber(period["limit"].Text, out var limit) && limit >= 0)
            {
                _periods.Add((period, start, limit));
            }
        }

        _periods.Sort((a, b) => a.Start.CompareTo(b.Start));
        var duration = int.TryParse(schedule["duration"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : 0;
        var last = _periods.Count > 0 ? _periods[^1].Start : 0;

        // A last period without an end is drawn for a while.
        Seconds = duration > last ? duration : last < Day ? Day : last + (last / 4);
        Most = RoundUp(Math.Max(_periods.Count > 0 ? _periods.Max(period => period.Limit) * 1.25m : 0, IsWatts ? 1000 : 8));
    }

    public bool IsWatts { get; }

    /// <summary>Length of the axis of time.</summary>
    public int Seconds { get; }

    /// <summary>Top of the axis of limits.</summary>
    public decimal Most { get; }

    public int SnapLimit => IsWatts ? 100 : 1;

    public IReadOnlyList<Handle> Handles => [.. _periods.Select((period, i) => new Handle(i, X(period.Start), Y(period.Limit), X(i + 1 < _periods.Count ? _periods[i + 1].Start : Seconds)))];

    /// <summary>The line of the limits.</summary>
    public string Path
    {
        get
        {
            var path = string.Concat(Handles.Select((handle, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "M" : "L")}{handle.X:0.#} {handle.Y:0.#}H{handle.End:0.#}")));
            return path.Length > 0 ? path : "M0 0";
        }
    }

    public IEnumerable<(double At, string Text)> TimeMarks
    {
        get
        {
            const int Parts = 6;
            return Enumerable.Range(0, Parts + 1).Select(i => (X(Seconds / (double)Parts * i), LimitWords.Of(TimeSpan.FromSeconds(Seconds / (double)Parts * i))));
        }
    }

    public IEnumerable<(double At, string Text)> LimitMarks
    {
        get
        {
            const int Parts = 4;
            return Enumerable.Range(0, Parts + 1).Select(i => (Y(Most / Parts * i), LimitWords.Of(Most / Parts * i, IsWatts)));
        }
    }

    /// <summary>Moves a period to where its handle was dropped.</summary>
    /// <param name="index">Of the handle.</param>
    /// <param name="x">In the drawing.</param>
    /// <param name="y">In the drawing.</param>
    public void Drop(int index, double x, double y)
    {
        if (index < 0 || index >= _periods.Count || !double.IsFinite(x) || !double.IsFinite(y))
        {
            return;
        }

        var (value, start, _) = _periods[index];
        if (index > 0)
        {
            // It stays between its neighbours; the first one always starts at 0 (errata §3.45).
            var seconds = Math.Clamp((x - Left) / (Width - Left), 0, 1) * Seconds;
            var (least, most) = (_periods[index - 1].Start + SnapSeconds, (index + 1 < _periods.Count ? _periods[index + 1].Start : Seconds) - SnapSeconds);
            start = most < least ? start : Math.Clamp((int)Math.Round(seconds / SnapSeconds) * SnapSeconds, least, most);
        }

        var share = (decimal)Math.Clamp((Height - Bottom - y) / (Height - Bottom - Top), 0, 1);
        var limit = Math.Round(share * Most / SnapLimit) * SnapLimit;
        (value["startPeriod"].Text, value["limit"].Text) = (start.ToString(CultureInfo.InvariantCulture), limit.ToString(CultureInfo.InvariantCulture));
    }

    private static decimal RoundUp(decimal value)
    {
        var power = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)value)));
        return ((decimal[])[1, 2, 4, 5, 8, 10]).Select(step => step * power).First(step => step >= value);
    }

    private double X(double seconds) => Left + (Math.Min(seconds / Seconds, 1) * (Width - Left));

    private double Y(decimal limit) => Height - Bottom - ((double)(limit / Most) * (Height - Bottom - Top));

    /// <summary>Where a period can be taken hold of: its start and its limit.</summary>
    internal sealed record Handle(int Index, double X, double Y, double End);
}
