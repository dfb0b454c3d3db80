using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Faults;

/// <summary>Frames as JSON.</summary>
internal static class LineJson
{
    /// <summary>Without escapes that nobody asked for.</summary>
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Payload of a CALL; null when there is none, or it cannot be read.</summary>
    public static JsonNode? PayloadOf(string call)
    {
        try
        {
            return JsonNode.Parse(call) is JsonArray { Count: > 3 } frame ? frame[3]?.DeepClone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
