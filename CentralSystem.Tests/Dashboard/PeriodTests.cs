using CentralSystem.Web.Dashboard.Shell;

namespace CentralSystem.Tests.Dashboard;

/// <summary>Days are the reader's.</summary>
public sealed class PeriodTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>Half past midnight of the day in Berlin on which clocks go forward.</summary>
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-28T23:30:00Z", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("today", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("yesterday", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z")]
    [InlineData("week", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("month", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("last-month", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z")]
    [InlineData("year", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z")]
    [InlineData("all", null, null)]
    [InlineData(null, null, null)]
    [InlineData("nonsense", null, null)]
    public void A_preset_is_counted_in_the_zone_of_the_reader(string? preset, string? from, string? to)
    {
        var period = Period.Of(preset, null, null, Berlin, Now);
        TextOf(period.From).ShouldBe(from);
        TextOf(period.To).ShouldBe(to);
    }

    [Theory]
    [InlineData("2026-03-29", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("2026-01-01", null, "2025-12-31T23:00:00Z", null)]
    [InlineData("yesterday", "9999-12-31", null, null)]
    public void Days_of_choice_are_whole_and_what_cannot_be_read_limits_nothing(string? first, string? last, string? from, string? to)
    {
        var period = Period.Of(Period.Custom, first, last, Berlin, Now);
        TextOf(period.From).ShouldBe(from);
        TextOf(period.To).ShouldBe(to);
    }

    private static string? TextOf(DateTimeOffset? at) => at?.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
