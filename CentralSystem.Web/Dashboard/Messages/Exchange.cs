using System.Text.Json;
using CentralSystem.Web.Journal;
using CentralSystem.Web.MeterValues;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>A CALL with its answer, as far as the journal has both.</summary>
internal sealed record Exchange(MessageView? Call, MessageView? Answer)
{
    private const int LongestGist = 90;

    /// <summary>The frame that tells where it stands in a list.</summary>
    public MessageView First => Call ?? Answer!;

    public string Action => First.Action.Length > 0 ? First.Action : "unreadable";

    /// <summary>Whether the charge point asked.</summary>
    public bool IsFromChargePoint => Call is { Direction: MessageDirection.Received } or null && Answer is null or { Direction: MessageDirection.Sent };

    public bool IsError => (Answer ?? First).MessageType is MessageType.CALLERROR or MessageType.UNKNOWN;

    /// <summary>What came of it, in few words.</summary>
    public string Result => this switch
    {
        { Answer.MessageType: MessageType.CALLERROR } => $"error {Read(Answer.Frame, parts => parts.Text(2))}",
        { Answer: { } answer } => Read(answer.Frame, parts => StatusOf(parts.Payload(2))) ?? "answered",
        { First.MessageType: MessageType.UNKNOWN } => "could not be read",
        _ => "no answer so far",
    };

    /// <summary>The first fields of the question, or of the answer where the question is not there, in a line; but for its time, which a list shows besides.</summary>
    public string Gist => Read(First.Frame, parts => parts.Payload(First.MessageType is MessageType.CALL ? 3 : 2) is { ValueKind: JsonValueKind.Object } payload ? GistOf(payload) : null) ?? "";

    /// <summary>Puts frames together, each CALL with its answer, newest first.</summary>
    public static List<Exchange> Of(IEnumerable<MessageView> messages)
    {
        var exchanges = new List<Exchange>();
        var waiting = new Dictionary<(string ChargePointId, string MessageId, MessageDirection Asker), int>();
        foreach (var message in messages.OrderBy(message => message.Id))
        {
            switch (message.MessageType)
            {
                case MessageType.CALL:
                    waiting[(message.ChargePointId, message.MessageId, message.Direction)] = exchanges.Count;
                    exchanges.Add(new Exchange(message, null));
                    break;
                case MessageType.CALLRESULT or MessageType.CALLERROR when waiting.Remove((message.ChargePointId, message.MessageId, Other(message.Direction)), out var at):
                    exchanges[at] = exchanges[at] with { Answer = message };
                    break;
                case MessageType.CALLRESULT or MessageType.CALLERROR:
                    exchanges.Add(new Exchange(null, message));
                    break;
                default:
                    exchanges.Add(new Exchange(message, null));
                    break;
            }
        }

        exchanges.Reverse();
        return exchanges;
    }

    public static MessageDirection Other(MessageDirection direction) => direction is MessageDirection.Received ? MessageDirection.Sent : MessageDirection.Received;

    private static string GistOf(JsonElement payload)
    {
        var gist = string.Join(", ", payload.EnumerateObject().Where(field => !field.NameEquals("timestamp")).Select(field => field.Value.ValueKind switch
        {
            JsonValueKind.Object => field.Name,
            JsonValueKind.Array when field.NameEquals("meterValue") && MeasuredLast(field.Value) is { } measured => measured,
            JsonValueKind.Array => $"{field.Name} ({field.Value.GetArrayLength()})",
            _ => $"{field.Name} {field.Value}",
        }));
        return gist.Length > LongestGist ? gist[..LongestGist] + "…" : gist;
    }

    /// <summary>The samples of the newest meter value; null where there are none.</summary>
    private static string? MeasuredLast(JsonElement meterValues)
    {
        if (meterValues.EnumerateArray().LastOrDefault() is not { ValueKind: JsonValueKind.Object } last
            || !last.TryGetProperty("sampledValue", out var samples) || samples is not { ValueKind: JsonValueKind.Array })
        {
            return null;
        }

        var gists = samples.EnumerateArray().Where(sample => sample.ValueKind is JsonValueKind.Object)
            .Select(sample => string.Join(' ', ((string?[])[Told(sample, "measurand") ?? MeterRegister.Measurand, Told(sample, "phase"), Told(sample, "value"), Told(sample, "unit")]).OfType<string>()));
        return string.Join(", ", gists) is { Length: > 0 } gist ? gist : null;

        static string? Told(JsonElement sample, string name) => sample.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    private static string? Read(string frame, Func<FrameParts, string?> part)
    {
        using var parts = FrameParts.Of(frame);
        return parts is null ? null : part(parts);
    }

    /// <summary>Most answers say in one word what came of it, some one level deeper.</summary>
    private static string? StatusOf(JsonElement? payload) => payload switch
    {
        { ValueKind: JsonValueKind.Object } answer when answer.TryGetProperty("status", out var status) => status.ToString(),
        { ValueKind: JsonValueKind.Object } answer when answer.TryGetProperty("idTagInfo", out var info) && info.ValueKind is JsonValueKind.Object && info.TryGetProperty("status", out var status) => status.ToString(),
        _ => null,
    };
}
