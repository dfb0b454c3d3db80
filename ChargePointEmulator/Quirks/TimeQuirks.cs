using System.Globalization;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Quirks;

/// <summary>Changes every timestamp the station writes.</summary>
internal abstract class TimestampQuirk : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame.IsCall)
        {
            Walk(frame.Payload);
        }
    }

    /// <summary>The text in place of this instant.</summary>
    protected abstract string Write(DateTimeOffset instant, string written);

    private void Walk(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                if (map["timestamp"] is JsonValue value && value.TryGetValue(out string? text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var instant))
                {
                    map["timestamp"] = Write(instant, text);
                }

                foreach (var (_, child) in map.ToArray())
                {
                    Walk(child);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Walk(item);
                }

                break;
        }
    }
}

/// <summary>Leaves the time zone out of timestamps.</summary>
internal sealed class NoTimeZone : TimestampQuirk
{
    protected override string Write(DateTimeOffset instant, string written) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
}

/// <summary>Leaves the fraction of a second out of timestamps, which is allowed, and surprises some all the same.</summary>
internal sealed class NoSecondsFraction : TimestampQuirk
{
    protected override string Write(DateTimeOffset instant, string written) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>Has lost its clock: time begins on 1970-01-01 and the Central System's is ignored.</summary>
internal sealed class ClockOf1970 : TimestampQuirk
{
    protected override string Write(DateTimeOffset instant, string written) =>
        (DateTimeOffset.UnixEpoch + instant.TimeOfDay).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>Is ten years ahead of everybody.</summary>
internal sealed class ClockAhead : TimestampQuirk
{
    protected override string Write(DateTimeOffset instant, string written) => instant.AddYears(10).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>Writes a day that does not exist: 29 February of a year that is no leap year.</summary>
internal sealed class ImpossibleDate : TimestampQuirk
{
    protected override string Write(DateTimeOffset instant, string written) => "2022-02-29" + written[written.IndexOf('T', StringComparison.Ordinal)..];
}
