using System.Globalization;
using System.Text.Json;

namespace Ocpp.Payloads;

/// <summary>Date-times as OCPP 1.6 §3.15 writes them: ISO 8601.</summary>
/// <remarks>Charge Points in the field leave out the zone, the seconds or the minutes of the offset, or send more than seven digits of a second; all of these are read.</remarks>
public static class OcppDateTime
{
    private const int MaxLength = 64;

    /// <summary>Reads any ISO 8601 date-time with a calendar date.</summary>
    /// <param name="text">The text, without quotes.</param>
    /// <param name="value">The instant; a missing zone counts as UTC.</param>
    /// <param name="hasZone">False when the text names no zone.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value, out bool hasZone)
    {
        (value, hasZone) = (default, true);
        var cursor = new Cursor(text);
        if (text.Length > MaxLength || !cursor.TryDate(out var date) || !cursor.TrySkip("Tt "u8) || !cursor.TryTime(out var time)
            || !cursor.TryZone(out var offset, out hasZone) || !cursor.AtEnd)
        {
            return false;
        }

        var ticks = (date.DayNumber * TimeSpan.TicksPerDay) + time.Ticks;
        if (ticks - offset.Ticks < 0 || ticks - offset.Ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(ticks, offset);
        return true;
    }

    /// <summary>The instant in UTC with milliseconds, as this side always writes it: <c>2026-01-31T08:09:10.123Z</c>.</summary>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    internal static void Write(Utf8JsonWriter writer, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[24];
        value.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text;

        public readonly bool AtEnd => _rest.IsEmpty;

        /// <summary>One character, if it is one of these.</summary>
        public bool TrySkip(ReadOnlySpan<byte> expected)
        {
            if (_rest.IsEmpty || !expected.Contains(_rest[0]))
            {
                return false;
            }

            _rest = _rest[1..];
            return true;
        }

        /// <summary><c>2026-01-31</c>.</summary>
        public bool TryDate(out DateOnly date)
        {
            date = default;
            if (!TryDigits(4, out var year) || !TrySkip("-"u8) || !TryDigits(2, out var month) || !TrySkip("-"u8) || !TryDigits(2, out var day)
                || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            {
                return false;
            }

            date = new DateOnly(year, month, day);
            return true;
        }

        /// <summary><c>08:09</c>, <c>08:09:10</c>, <c>08:09:10.123</c>.</summary>
        public bool TryTime(out TimeSpan time)
        {
            time = default;
            if (!TryDigits(2, out var hour) || !TrySkip(":"u8) || !TryDigits(2, out var minute) || !TrySeconds(out var second, out var fraction)
                || hour > 23 || minute > 59 || second > 60)
            {
                return false;
            }

            // 60 is a leap second; the calendar of .NET has none.
            time = new TimeSpan(hour, minute, Math.Min(second, 59)) + TimeSpan.FromTicks(fraction);
            return true;
        }

        /// <summary><c>Z</c>, <c>+02:00</c>, <c>+0200</c>, <c>+02</c>, or nothing.</summary>
        public bool TryZone(out TimeSpan offset, out bool hasZone)
        {
            offset = TimeSpan.Zero;
            hasZone = !AtEnd;
            if (AtEnd || TrySkip("Zz"u8))
            {
                return true;
            }

            var sign = TrySkip("+"u8) ? 1 : TrySkip("-"u8) ? -1 : 0;
            if (sign == 0 || !TryDigits(2, out var hours))
            {
                return false;
            }

            var minutes = 0;
            if ((TrySkip(":"u8) || !AtEnd) && !TryDigits(2, out minutes))
            {
                return false;
            }

            if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
            {
                return false;
            }

            offset = sign * new TimeSpan(hours, minutes, 0);
            return true;
        }

        private bool TryDigits(int count, out int value)
        {
            value = 0;
            if (_rest.Length < count)
            {
                return false;
            }

            for (var i = 0; i < count; i++)
            {
                var digit = _rest[i] - '0';
                if ((uint)digit > 9)
                {
                    return false;
                }

                value = (value * 10) + digit;
            }

            _rest = _rest[count..];
            return true;
        }

        private bool TrySeconds(out int second, out long fraction)
        {
            (second, fraction) = (0, 0);
            return !TrySkip(":"u8) || (TryDigits(2, out second) && (!TrySkip(".,"u8) || TryFraction(out fraction)));
        }

        /// <summary>Any number of digits; those beyond a tick are cut.</summary>
        private bool TryFraction(out long ticks)
        {
            ticks = 0;
            var scale = TimeSpan.TicksPerSecond / 10;
            var read = 0;
            while (TryDigits(1, out var digit))
            {
                ticks += digit * scale;
                scale /= 10;
                read++;
            }

            return read > 0;
        }
    }
}
