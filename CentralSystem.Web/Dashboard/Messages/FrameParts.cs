using System.Text.Encodings.Web;
using System.Text.Json;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>A recorded frame as the list it is on the wire (OCPP-J §4.2).</summary>
internal sealed class FrameParts : IDisposable
{
    /// <summary>For people: letters of other scripts stay letters. The page makes them harmless for HTML.</summary>
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonDocument _json;

    private FrameParts(JsonDocument json) => _json = json;

    /// <returns>Null for what is no list: a frame that was cut, or never was JSON.</returns>
    public static FrameParts? Of(string frame)
    {
        try
        {
            var json = JsonDocument.Parse(frame);
            if (json.RootElement.ValueKind is JsonValueKind.Array)
            {
                return new FrameParts(json);
            }

            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The whole frame, a field a line.</summary>
    public string Indented => JsonSerializer.Serialize(_json.RootElement, Readable);

    /// <summary>The part at a position; null when there is none.</summary>
    public JsonElement? Payload(int index) => index < _json.RootElement.GetArrayLength() ? _json.RootElement[index] : null;

    /// <summary>The text at a position; null when there is none.</summary>
    public string? Text(int index) => Payload(index) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public void Dispose() => _json.Dispose();
}
