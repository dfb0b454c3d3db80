using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Quirks;

/// <summary>A habit in which a real station differs from the specification. One instance per charge point; used by one frame at a time.</summary>
internal abstract class Quirk
{
    /// <summary>Changes how the station introduces itself to the web server.</summary>
    public virtual Handshake Handshake(Handshake handshake) => handshake;

    /// <summary>A new conversation begins.</summary>
    public virtual void Connected()
    {
    }

    /// <summary>Changes a frame before it is written.</summary>
    public virtual void Sending(StationFrame frame)
    {
    }

    /// <summary>Changes the text of a frame, where the fault is in the writing itself.</summary>
    public virtual string Written(StationFrame frame, string text) => text;

    /// <summary>Changes what the station makes of a received frame.</summary>
    public virtual string Received((int Type, string Id, string Action) head, string text) => text;

    /// <summary>What the station does with a CALL instead of what it should; null for the right thing.</summary>
    public virtual CallRule? RuleFor(string action, string text) => null;
}

/// <summary>A frame of the station, open to change.</summary>
internal sealed class StationFrame
{
    private StationFrame(JsonArray frame, int type, string action) => (Frame, Type, Action) = (frame, type, action);

    /// <summary>The frame itself: type, id, then what the type asks for.</summary>
    public JsonArray Frame { get; }

    /// <summary>2 CALL, 3 CALLRESULT, 4 CALLERROR.</summary>
    public int Type { get; }

    public string Action { get; }

    public bool IsCall => Type == 2;

    /// <summary>Payload of a CALL or CALLRESULT.</summary>
    public JsonObject? Payload => Frame[Type == 2 ? 3 : 2] as JsonObject;

    /// <summary>Frames that go before it.</summary>
    public List<string> Before { get; } = [];

    /// <summary>Frames that go after it.</summary>
    public List<string> After { get; } = [];

    public static StationFrame? Parse(string text, string action)
    {
        try
        {
            return JsonNode.Parse(text) is JsonArray { Count: >= 3 } frame && frame[0]?.GetValueKind() == JsonValueKind.Number && frame[0]!.GetValue<int>() is var type and >= 2 and <= 4 && (type != 2 || frame.Count > 3)
                ? new StationFrame(frame, type, action)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A further CALL with the same payload or another one, under an id of its own.</summary>
    public static string Call(string action, JsonNode? payload) => new JsonArray(2, "again-" + Guid.CreateVersion7().ToString("n"), action, payload?.DeepClone()).ToJsonString(LineJson.Plain);
}

/// <summary>Applies the quirks of a station to what it sends.</summary>
internal static class StationHabits
{
    /// <summary>The frames that go out in place of one, with a note on those that were touched.</summary>
    public static IReadOnlyList<(string Text, string? Note)> Apply(Quirk[] quirks, (int Type, string Id, string Action) head, string text)
    {
        if (StationFrame.Parse(text, head.Action) is not { } frame)
        {
            return [(text, null)];
        }

        foreach (var quirk in quirks)
        {
            quirk.Sending(frame);
        }

        var written = quirks.Aggregate(frame.Frame.ToJsonString(LineJson.Plain), (current, quirk) => quirk.Written(frame, current));
        return
        [
            .. frame.Before.Select(each => (each, (string?)"quirk")),
            (written, written == text ? null : "quirk"),
            .. frame.After.Select(each => (each, (string?)"quirk")),
        ];
    }
}
