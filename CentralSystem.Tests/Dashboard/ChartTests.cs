using CentralSystem.Web.Dashboard.Charts;
using CentralSystem.Web.Dashboard.Shell;

namespace CentralSystem.Tests.Dashboard;

/// <summary>Axes and points of the charts.</summary>
public sealed class ChartTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 10.9, true, 0, 3)]
    [InlineData(0, 22, true, 0, 6)]
    [InlineData(0, 100, true, 0, 25)]
    [InlineData(228, 232, false, 228, 1)]
    [InlineData(-5, 5, true, -5, 2.5)]
    public void An_axis_of_values_has_four_round_parts(double least, double most, bool isFromZero, double low, double step)
    {
        var scale = ValueScale.Of([least, most], isFromZero);
        scale.Low.ShouldBe(low);
        scale.Step.ShouldBe(step);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(230)]
    [InlineData(double.NaN)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Whatever_a_charge_point_sends_there_is_an_axis(double value)
    {
        var scale = ValueScale.Of([value], isFromZero: false);
        scale.Step.ShouldBeGreaterThan(0);
        scale.High.ShouldBeGreaterThan(scale.Low);
        ValueScale.Of([-double.MaxValue, value], isFromZero: true).Step.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(3, TimeForm.ClockWithSeconds)]
    [InlineData(90, TimeForm.Clock)]
    [InlineData(60 * 24 * 2, TimeForm.DayAndClock)]
    [InlineData(60 * 24 * 31, TimeForm.Day)]
    [InlineData(60 * 24 * 365 * 40, TimeForm.Day)]
    public void An_axis_of_time_has_few_marks_at_round_instants(int minutes, TimeForm form)
    {
        var scale = new TimeScale(Noon.AddSeconds(7), Noon.AddMinutes(minutes));
        var marks = scale.Marks.ToList();
        scale.Form.ShouldBe(form);
        marks.Count.ShouldBeInRange(1, 7);
        marks.ShouldAllBe(mark => mark >= scale.From && mark <= scale.To && mark.Second % 10 == 0);
    }

    [Fact]
    public void A_long_series_keeps_its_ends_its_peaks_and_its_interruptions()
    {
        var points = Enumerable.Range(0, 10_000).Select(i => new ChartPoint(Noon.AddSeconds(i), i == 5_000 ? null : i == 7_777 ? 99 : i % 10)).ToList();
        var thinned = Thinning.Of(points);
        thinned.Count.ShouldBeLessThanOrEqualTo(Thinning.MostPoints + 2);
        thinned[0].ShouldBe(points[0]);
        thinned[^1].ShouldBe(points[^1]);
        thinned.ShouldContain(points[7_777]);
        thinned.ShouldContain(points[5_000]);
        thinned.Select(point => point.At).ShouldBeInOrder();
    }
}
