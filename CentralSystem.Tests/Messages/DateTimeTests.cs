using System.Globalization;
using System.Text;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Messages;

/// <summary>Date-times of every ISO 8601 shape that Charge Points send.</summary>
public sealed class DateTimeTests
{
    [Theory, Trait("Spec", "OCPP 1.6 §3.15"), Trait("Quirk", "14")]
    [InlineData("2026-01-15T10:00:00Z", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15T10:00:00z", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15t10:00:00Z", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15 10:00:00Z", "2026-01-15T10:00:00.000Z")]
    [InlineData("2013-01-01T00:00Z", "2013-01-01T00:00:00.000Z")]
    [InlineData("2026-01-15T10:00:00.5Z", "2026-01-15T10:00:00.500Z")]
    [InlineData("2026-01-15T10:00:00,5Z", "2026-01-15T10:00:00.500Z")]
    [InlineData("2026-01-15T10:00:00.1234567Z", "2026-01-15T10:00:00.123Z")]
    [InlineData("2026-01-15T10:00:00.123456789012Z", "2026-01-15T10:00:00.123Z")]
    [InlineData("2026-01-15T12:00:00+02:00", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15T12:00:00+0200", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15T12:00:00+02", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15T04:30:00-05:30", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-16T00:00:00+14:00", "2026-01-15T10:00:00.000Z")]
    [InlineData("2026-01-15T10:00:00-00:00", "2026-01-15T10:00:00.000Z")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z")]
    public void Date_time_with_a_zone_is_read(string text, string instant)
    {
        OcppDateTime.TryParse(Encoding.UTF8.GetBytes(text), out var value, out var hasZone).ShouldBeTrue();
        hasZone.ShouldBeTrue();
        OcppDateTime.Format(value).ShouldBe(instant);
    }

    [Theory, Trait("Quirk", "14")]
    [InlineData("2026-01-15T10:00:00")]
    [InlineData("2026-01-15T10:00")]
    [InlineData("2026-01-15T10:00:00.000")]
    public void Date_time_without_a_zone_counts_as_UTC(string text)
    {
        OcppDateTime.TryParse(Encoding.UTF8.GetBytes(text), out var value, out var hasZone).ShouldBeTrue();
        hasZone.ShouldBeFalse();
        value.ShouldBe(Support.A.Start);
    }

    [Theory, Trait("Quirk", "14")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("2026-01-15")]
    [InlineData("2022-02-29T10:00:00Z")]
    [InlineData("2026-13-01T10:00:00Z")]
    [InlineData("2026-00-01T10:00:00Z")]
    [InlineData("2026-01-15T24:00:00Z")]
    [InlineData("2026-01-15T10:60:00Z")]
    [InlineData("2026-01-15T10:00:61Z")]
    [InlineData("2026-01-15T10:00:00+15:00")]
    [InlineData("2026-01-15T10:00:00+02:")]
    [InlineData("2026-01-15T10:00:00.Z")]
    [InlineData("2026-01-15T10:00:00ZZ")]
    [InlineData("2026-01-15T10:00:00Z ")]
    [InlineData("15.01.2026 10:00:00")]
    [InlineData("1768471200")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2026-01-15T10:00:00.00000000000000000000000000000000000000000000000000Z")]
    public void Text_that_is_no_date_time_is_refused(string text) =>
        OcppDateTime.TryParse(Encoding.UTF8.GetBytes(text), out _, out _).ShouldBeFalse();

    [Fact]
    public void Every_instant_is_read_as_it_was_written()
    {
        for (var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); instant.Year == 2026; instant = instant.AddMilliseconds(48_611_317))
        {
            var text = OcppDateTime.Format(instant);
            OcppDateTime.TryParse(Encoding.UTF8.GetBytes(text), out var value, out _).ShouldBeTrue();
            value.ShouldBe(instant);
            text.ShouldBe(instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        }
    }
}
