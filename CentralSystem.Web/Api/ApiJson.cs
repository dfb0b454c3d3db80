using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocpp.Payloads;

namespace CentralSystem.Web.Api;

/// <summary>How the REST interface writes JSON: camelCase, enumerations by their texts, instants in UTC, absent rather than null.</summary>
internal static class ApiJson
{
    /// <summary>For what is stored as text and shown later: events, audit entries, corrections.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new UtcInstants());
    }

    /// <summary>JSON that is stored as text, to be part of an answer; text that is no JSON becomes a string.</summary>
    public static JsonElement? Embedded(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(json);
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        return options;
    }

    private sealed class UtcInstants : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            OcppDateTime.TryParse(Encoding.UTF8.GetBytes(reader.GetString() ?? ""), out var value, out _) ? value : throw new JsonException("is no ISO 8601 date-time");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(OcppDateTime.Format(value));
    }
}
