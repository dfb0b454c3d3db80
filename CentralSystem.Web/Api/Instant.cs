using System.Text;
using Ocpp.Payloads;

namespace CentralSystem.Web.Api;

/// <summary>An instant in a query, in any form of ISO 8601; without a zone it counts as UTC.</summary>
internal readonly record struct Instant(DateTimeOffset Value)
{
    /// <summary>Parameters of requests are bound by this signature.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        // An unescaped plus of an offset arrives as a space.
        var isInstant = OcppDateTime.TryParse(Encoding.UTF8.GetBytes((text ?? "").Trim()), out var value, out _)
            || OcppDateTime.TryParse(Encoding.UTF8.GetBytes((text ?? "").Replace(' ', '+')), out value, out _);
        instant = new Instant(value);
        return isInstant;
    }
}
