using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CentralSystem.Web.Journal;
using Ocpp;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>A frame line by line, each with what it means.</summary>
/// <param name="Lines">Null for a frame that is no JSON, or was cut because it is long.</param>
/// <param name="Json">The frame as JSON with a field a line; null for the same ones.</param>
internal sealed record ExplainedFrame(IReadOnlyList<ExplainedLine>? Lines, string? Json)
{
    /// <summary>Most lines that are shown; a long list in a message is alike from there on.</summary>
    private const int MostLines = 500;

    private const string Vendors = "Not in OCPP 1.6: the vendor's own.";

    public static ExplainedFrame Of(MessageView message)
    {
        if (FrameParts.Of(message.Frame) is not { } parts)
        {
            return new ExplainedFrame(null, null);
        }

        using (parts)
        {
            var lines = new List<ExplainedLine>();
            var action = OcppActions.Find(message.Action);
            switch (message.MessageType)
            {
                case MessageType.CALL when parts.Payload(3) is { } request:
                    Write(lines, "", request, action?.RequestType, 0);
                    break;
                case MessageType.CALLRESULT when parts.Payload(2) is { } response:
                    Write(lines, "", response, action?.ResponseType, 0);
                    break;
                case MessageType.CALLERROR:
                    lines.Add(new ExplainedLine(0, "error", parts.Text(2) ?? "", MeaningOf(typeof(OcppErrorCode), parts.Text(2)) ?? Vendors));
                    lines.Add(new ExplainedLine(0, "description", parts.Text(3) ?? "", "What the one who answers says about it."));
                    if (parts.Payload(4) is { ValueKind: JsonValueKind.Object } details)
                    {
                        Write(lines, "details", details, null, 0);
                    }

                    break;
            }

            return new ExplainedFrame(lines, parts.Indented);
        }
    }

    private static void Write(List<ExplainedLine> lines, string name, JsonElement value, Type? type, int depth)
    {
        if (lines.Count >= MostLines)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    var property = PropertyOf(type, member.Name);
                    var meaning = property is null ? (type is null ? null : Vendors) : Docstrings.Of(property);
                    WriteMember(lines, member.Name, member.Value, property is null ? null : Inner(property.PropertyType), meaning, depth);
                }

                break;
            case JsonValueKind.Array:
                var number = 0;
                foreach (var item in value.EnumerateArray())
                {
                    WriteMember(lines, $"{++number}.", item, type, null, depth);
                }

                break;
            default:
                lines.Add(new ExplainedLine(depth, name, value.ToString(), null));
                break;
        }
    }

    private static void WriteMember(List<ExplainedLine> lines, string name, JsonElement value, Type? type, string? meaning, int depth)
    {
        if (lines.Count >= MostLines)
        {
            return;
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            lines.Add(new ExplainedLine(depth, name, "", meaning));
            Write(lines, name, value, type, depth + 1);
            return;
        }

        var text = value.ToString();
        var chosen = value.ValueKind is JsonValueKind.String ? MeaningOf(type, text) : null;
        lines.Add(new ExplainedLine(depth, name, text, (meaning, chosen) switch { (null, _) => chosen, (_, null) => meaning, _ => $"{meaning} {text}: {chosen}" }));
    }

    private static PropertyInfo? PropertyOf(Type? type, string name) => type?.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property =>
        (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name)) == name);

    /// <summary>What a member of an enumeration means.</summary>
    private static string? MeaningOf(Type? type, string? text) => type is { IsEnum: true }
        && type.GetFields(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name) == text) is { } field
            ? Docstrings.Of(field)
            : null;

    /// <summary>The record or enumeration of a property, whatever it is wrapped in.</summary>
    private static Type Inner(Type type)
    {
        while (type is { IsGenericType: true } && (type.GetGenericTypeDefinition() == typeof(Nullable<>) || type.GetGenericTypeDefinition() == typeof(OcppEnum<>)
            || type.IsAssignableTo(typeof(System.Collections.IEnumerable))))
        {
            type = type.GenericTypeArguments[0];
        }

        return type;
    }
}

/// <summary>A field of a message.</summary>
/// <param name="Depth">How deep it lies, from 0.</param>
/// <param name="Name">As on the wire; a number for an entry of a list.</param>
/// <param name="Value">Empty for what has fields of its own.</param>
/// <param name="Meaning">In words; null where nothing is known of it.</param>
internal sealed record ExplainedLine(int Depth, string Name, string Value, string? Meaning);
