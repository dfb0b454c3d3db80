using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Faults;

/// <summary>Which way a frame goes, seen from the charge point.</summary>
internal enum LineDirection
{
    Sent,
    Received,
}

/// <summary>One frame as it stood on the line, with what became of it.</summary>
/// <param name="Number">Place among all frames of this charge point, from 1.</param>
/// <param name="At">When it passed.</param>
/// <param name="Direction">Sent or received by the charge point.</param>
/// <param name="Type">2 CALL, 3 CALLRESULT, 4 CALLERROR; 0 when it could not be read.</param>
/// <param name="Id">Message id as text; empty when unreadable.</param>
/// <param name="Action">Operation of the CALL it is or answers; empty when unknown.</param>
/// <param name="Text">The whole frame.</param>
/// <param name="Note">What a fault, a quirk or a rule did to it; null when it passed untouched.</param>
/// <param name="Arrived">False when a fault kept it from the other side.</param>
internal sealed record LineFrame(long Number, DateTimeOffset At, LineDirection Direction, int Type, string Id, string Action, string Text, string? Note, bool Arrived)
{
    /// <summary>Payload of a CALL or CALLRESULT; of a CALLERROR an object with code, description and details. Null when unreadable.</summary>
    public JsonNode? Payload => field ??= ReadPayload();

    /// <summary>Type, id and, of a CALL, action of a frame; type 0 when it is none.</summary>
    public static (int Type, string Id, string Action) ReadHead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || !reader.TryGetInt32(out var type) || !reader.Read())
            {
                return (0, "", "");
            }

            var id = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            return (type, id, type == 2 && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (0, "", "");
        }
    }

    private JsonNode? ReadPayload()
    {
        try
        {
            return (Type, JsonNode.Parse(Text)) switch
            {
                (2, JsonArray { Count: > 3 } call) => call[3]?.DeepClone(),
                (3, JsonArray { Count: > 2 } result) => result[2]?.DeepClone(),
                (4, JsonArray { Count: > 2 } error) => new JsonObject
                {
                    ["code"] = error[2]?.DeepClone(),
                    ["description"] = error.Count > 3 ? error[3]?.DeepClone() : null,
                    ["details"] = error.Count > 4 ? error[4]?.DeepClone() : null,
                },
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
