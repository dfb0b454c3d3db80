using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CentralSystem.Web.Api.Description;

/// <summary>Makes examples from schemas, with the values the vocabulary has for names: of bodies what is required, of answers every member.</summary>
internal static class SchemaExamples
{
    private const string Later = "2036-01-01T00:00:00Z";
    private const string Earlier = "2026-01-01T08:00:00Z";

    /// <summary>A body with every member that is required.</summary>
    public static JsonNode? OfBody(IOpenApiSchema schema) => Of(schema, isWhole: false, []);

    /// <summary>An answer with every member that may be there.</summary>
    public static JsonNode? OfAnswer(IOpenApiSchema schema) => Of(schema, isWhole: true, []);

    /// <param name="noun">Last part of the path that is no parameter.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="schema">What it may be.</param>
    public static JsonNode? OfParameter(string noun, string name, IOpenApiSchema schema) => Fitting(ExampleValues.Of(noun, name), schema) ?? Of(schema, isWhole: false, []);

    /// <param name="schema">What it has to be.</param>
    /// <param name="isWhole">Whether members that may be absent are there.</param>
    /// <param name="within">Schemas this one is a part of: a member that leads back to one of them is left out.</param>
    private static JsonNode? Of(IOpenApiSchema schema, bool isWhole, IReadOnlyList<string> within)
    {
        var (target, name) = Resolved(schema);
        if (name.Length > 0)
        {
            if (within.Contains(name))
            {
                return null;
            }

            within = [.. within, name];
        }

        if (target.Enum is { Count: > 0 } values)
        {
            return values[0].DeepClone();
        }

        return TypeOf(target) switch
        {
            JsonSchemaType.Object => ObjectOf(target, name, isWhole, within),
            JsonSchemaType.Array => target.Items is { } items && Of(items, isWhole, within) is { } item ? new JsonArray(item) : [],
            JsonSchemaType.Integer => int.TryParse(target.Minimum, out var least) && least > 1 ? least : 1,
            JsonSchemaType.Number => 16.0,
            JsonSchemaType.Boolean => true,
            _ => target.Format switch
            {
                "date-time" => isWhole ? Earlier : Later,
                "uri" => "https://example.com/",
                "uuid" => ExampleValues.Id,
                _ => "text",
            },
        };
    }

    private static JsonObject ObjectOf(IOpenApiSchema schema, string owner, bool isWhole, IReadOnlyList<string> within)
    {
        var example = new JsonObject();
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (!isWhole && schema.Required?.Contains(name) != true)
            {
                continue;
            }

            var values = isWhole ? ExampleValues.Of(owner, name) : [Vocabulary.ExampleOf(name)];
            if ((Fitting(values, member) ?? Of(member, isWhole, within)) is { } value)
            {
                example[name] = value;
            }
        }

        return example;
    }

    /// <summary>The schema itself: what a reference names, or the alternative that is more than null.</summary>
    private static (IOpenApiSchema Schema, string Name) Resolved(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            return (reference.RecursiveTarget ?? schema, reference.Reference.Id ?? "");
        }

        return schema.OneOf?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } alternative ? Resolved(alternative) : (schema, "");
    }

    private static JsonSchemaType TypeOf(IOpenApiSchema schema) => (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;

    private static JsonNode? Fitting(IEnumerable<JsonNode?> values, IOpenApiSchema schema)
    {
        var target = Resolved(schema).Schema;
        return values.FirstOrDefault(value => value is not null && Fits(value, target))?.DeepClone();
    }

    /// <summary>Whether a value can be one of the schema: a name may stand for something else elsewhere.</summary>
    private static bool Fits(JsonNode value, IOpenApiSchema schema) => value.GetValueKind() switch
    {
        JsonValueKind.String when schema.Enum is { Count: > 0 } choices => choices.Any(choice => JsonNode.DeepEquals(choice, value)),
        JsonValueKind.String => TypeOf(schema) == JsonSchemaType.String && FitsText(value.GetValue<string>(), schema),
        JsonValueKind.Number => TypeOf(schema) == JsonSchemaType.Number || (TypeOf(schema) == JsonSchemaType.Integer && value.AsValue().TryGetValue<int>(out _)),
        JsonValueKind.True or JsonValueKind.False => TypeOf(schema) == JsonSchemaType.Boolean,
        JsonValueKind.Array => TypeOf(schema) == JsonSchemaType.Array && schema.Items is { } items && value.AsArray().All(item => Fits(item!, Resolved(items).Schema)),

        // A schema of members makes its own.
        _ => TypeOf(schema) == JsonSchemaType.Object && schema.Properties is not { Count: > 0 },
    };

    private static bool FitsText(string text, IOpenApiSchema schema) => text.Length <= (schema.MaxLength ?? int.MaxValue) && schema.Format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
        "uri" => Uri.IsWellFormedUriString(text, UriKind.Absolute),
        "uuid" => Guid.TryParse(text, out _),
        _ => true,
    };
}
