using System.Globalization;
using CentralSystem.Web.IdTags;

namespace CentralSystem.Tests.IdTags;

/// <summary>Times and periods by the clock on the wall.</summary>
public class UsageRulesTests
{
    private const string Berlin = "Europe/Berlin";

    [Theory]
    [InlineData("08:00", "18:00", "2026-01-15T06:59:59Z", null)] // Thursday, 07:59:59 in Berlin
    [InlineData("08:00", "18:00", "2026-01-15T07:00:00Z", "2026-01-15T17:00:00Z")]
    [InlineData("08:00", "18:00", "2026-07-16T06:00:00Z", "2026-07-16T16:00:00Z")] // summer time
    [InlineData("08:00", "18:00", "2026-01-15T17:00:00Z", null)]
    [InlineData("22:00", "06:00", "2026-01-16T04:59:00Z", "2026-01-16T05:00:00Z")] // Friday, in the window that opened on Thursday
    [InlineData("22:00", "06:00", "2026-01-16T21:30:00Z", null)] // Friday evening opens none
    [InlineData("00:00", "00:00", "2026-01-15T12:00:00Z", "2026-01-15T23:00:00Z")] // a whole day
    public void A_window_is_open_by_local_time_on_its_days_and_says_until_when(string from, string to, string now, string? until)
    {
        var window = new TimeWindow { Days = [DayOfWeek.Thursday], From = from, To = to, TimeZone = Berlin };
        window.OpenUntil(At(now)).ShouldBe(until is null ? null : At(until));
    }

    [Fact]
    public void Windows_that_follow_one_another_are_one()
    {
        var rules = new UsageRules { TimeWindows = [new() { From = "08:00", To = "12:00" }, new() { From = "12:00", To = "14:00" }, new() { From = "15:00", To = "16:00" }] };
        rules.IsOpen(At("2026-01-15T09:00:00Z"), out var until).ShouldBeTrue();
        until.ShouldBe(At("2026-01-15T14:00:00Z"));
        rules.IsOpen(At("2026-01-15T14:30:00Z"), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(nameof(BudgetPeriod.Day), "2026-01-14T23:00:00Z")]
    [InlineData(nameof(BudgetPeriod.Week), "2026-01-11T23:00:00Z")] // Monday
    [InlineData(nameof(BudgetPeriod.Month), "2025-12-31T23:00:00Z")]
    public void A_period_begins_at_local_midnight(string period, string start) =>
        new EnergyBudget { Period = Enum.Parse<BudgetPeriod>(period), EnergyWh = 1, TimeZone = Berlin }.PeriodAt(At("2026-01-15T12:00:00Z")).Start.ShouldBe(At(start));

    [Theory]
    [InlineData("2026-10-25T00:30:00Z")] // first half past midnight, in summer time
    [InlineData("2026-10-25T01:30:00Z")] // the second one
    public void A_day_whose_midnight_comes_twice_begins_with_the_first(string now) =>
        new EnergyBudget { Period = BudgetPeriod.Day, EnergyWh = 1, TimeZone = "Atlantic/Azores" }.PeriodAt(At(now)).ShouldBe(new BudgetSpan(At("2026-10-25T00:00:00Z"), At("2026-10-26T01:00:00Z")));

    [Theory]
    [InlineData("VID:", "_[0-9]+", "vid:04AB_77", "04AB")]
    [InlineData("VID:", "_[0-9]+", "VID:", "VID:")]
    [InlineData(null, "_[0-9]+", "_123", "_123")]
    [InlineData(null, "_[0-9]+", "04AB", "04AB")]
    public void A_tag_is_stripped_but_never_to_nothing(string? prefix, string? suffix, string sent, string expected)
    {
        SuffixPatternAttribute.TryCompile(suffix, out var pattern).ShouldBeTrue();
        new PolicyInForce(prefix, pattern, LetterCase.AsSent).Normalized(sent).ShouldBe(expected);
    }

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
