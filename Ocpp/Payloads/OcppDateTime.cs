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
        value = default;
        hasZone = true;
        var cursor = new Cursor(text);
        if (text.Length > MaxLength
            || !cursor.TryDigits(4, out var year) || !cursor.TrySkip((byte)'-')
            || !cursor.TryDigits(2, out var month) || !cursor.TrySkip((byte)'-')
            || !cursor.TryDigits(2, out var day))
        {
            return false;
        }

        if (!(cursor.TrySkip((byte)'T') || cursor.TrySkip((byte)'t') || cursor.TrySkip((byte)' '))
            || !cursor.TryDigits(2, out var hour) || !cursor.TrySkip((byte)':') || !cursor.TryDigits(2, out var minute))
        {
            return false;
        }

        var second = 0;
        var fraction = 0L;
        if (cursor.TrySkip((byte)':'))
        {
            if (!cursor.TryDigits(2, out second))
            {
                return false;
            }

            if ((cursor.TrySkip((byte)'.') || cursor.TrySkip((byte)',')) && !cursor.TryFraction(out fraction))
            {
                return false;
            }
        }

        if (!cursor.TryZone(out var offset, out hasZone) || !cursor.AtEnd)
        {
            return false;
        }

        // 60 is a leap second; the calendar of .NET has none.
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified).Ticks + fraction;
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

        public bool TrySkip(byte expected)
        {
            if (_rest.IsEmpty || _rest[0] != expected)
            {
                return false;
            }

            _rest = _rest[1..];
            return true;
        }

        public bool TryDigits(int count, out int value)
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

        /// <summary>Any number of digits; those beyond a tick are cut.</summary>
        public bool TryFraction(out long ticks)
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

        /// <summary><c>Z</c>, <c>+02:00</c>, <c>+0200</c>, <c>+02</c>, or nothing.</summary>
        public bool TryZone(out TimeSpan offset, out bool hasZone)
        {
            offset = TimeSpan.Zero;
            hasZone = !AtEnd;
            if (AtEnd || TrySkip((byte)'Z') || TrySkip((byte)'z'))
            {
                return true;
            }

            var sign = TrySkip((byte)'+') ? 1 : TrySkip((byte)'-') ? -1 : 0;
            if (sign == 0 || !TryDigits(2, out var hours))
            {
                return false;
            }

            var minutes = 0;
            if (TrySkip((byte)':') || !AtEnd)
            {
                if (!TryDigits(2, out minutes))
                {
                    return false;
                }
            }

            if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
            {
                return false;
            }

            offset = sign * new TimeSpan(hours, minutes, 0);
            return true;
        }
    }
}
