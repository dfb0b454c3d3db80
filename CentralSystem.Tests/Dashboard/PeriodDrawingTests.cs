using System.Globalization;
using System.Text.Json.Nodes;
using CentralSystem.Web.Dashboard.ChargingProfiles;
using CentralSystem.Web.Dashboard.Forms;

namespace CentralSystem.Tests.Dashboard;

/// <summary>A schedule drawn, and dragged.</summary>
public sealed class PeriodDrawingTests
{
    private static readonly FormField Period = new("", FieldKind.Object, null, true)
    {
        Members = [new("startPeriod", FieldKind.Whole, null, true), new("limit", FieldKind.Number, null, true)],
    };

    private static readonly FormField Schedule = new("chargingSchedule", FieldKind.Object, null, true)
    {
        Members =
        [
            new("chargingRateUnit", FieldKind.Text, null, true), new("duration", FieldKind.Whole, null, false),
            new("chargingSchedulePeriod", FieldKind.List, null, true) { Item = Period },
        ],
    };

    [Fact]
    public void A_handle_moves_its_period_and_nothing_else()
    {
        var schedule = Of("""{"chargingRateUnit":"A","duration":3600,"chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":1800,"limit":8}]}""");
        var drawing = new PeriodDrawing(schedule);
        var (first, second) = (drawing.Handles[0], drawing.Handles[1]);

        drawing.Drop(1, second.X + ((PeriodDrawing.Width - PeriodDrawing.Left) / 6.0), first.Y);

        schedule.ToJson()!["chargingSchedulePeriod"]!.ToJsonString().ShouldBe("""[{"startPeriod":0,"limit":16},{"startPeriod":2400,"limit":16}]""");
    }

    [Fact(DisplayName = "The first period starts at 0 wherever it is dropped (errata §3.45)")]
    public void The_first_period_starts_at_0()
    {
        var schedule = Of("""{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":11000}]}""");
        var drawing = new PeriodDrawing(schedule);
        drawing.Drop(0, 400, PeriodDrawing.Height - PeriodDrawing.Bottom);
        schedule.ToJson()!["chargingSchedulePeriod"]!.ToJsonString().ShouldBe("""[{"startPeriod":0,"limit":0}]""");
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(-1e9)]
    public void A_period_stays_between_its_neighbours(double x)
    {
        var schedule = Of("""{"chargingRateUnit":"A","duration":3600,"chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":1200,"limit":8},{"startPeriod":2400,"limit":10}]}""");
        new PeriodDrawing(schedule).Drop(1, x, 0);
        int.Parse(schedule["chargingSchedulePeriod"].Items[1]["startPeriod"].Text, CultureInfo.InvariantCulture).ShouldBeInRange(60, 2340);
    }

    [Theory]
    [InlineData(7, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(0, double.NaN, 1)]
    [InlineData(0, 1, double.PositiveInfinity)]
    public void What_no_browser_would_say_changes_nothing(int index, double x, double y)
    {
        var schedule = Of("""{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}""");
        var before = schedule.ToJson()!.ToJsonString();
        new PeriodDrawing(schedule).Drop(index, x, y);
        schedule.ToJson()!.ToJsonString().ShouldBe(before);
    }

    private static FormValue Of(string json)
    {
        var value = new FormValue(Schedule);
        value.Fill(JsonNode.Parse(json)).ShouldBeEmpty();
        return value;
    }
}
