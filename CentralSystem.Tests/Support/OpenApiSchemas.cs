using System.Text.Json;

namespace CentralSystem.Tests.Support;

/// <summary>Compares JSON with the schemas of an OpenAPI document; knows the keywords such documents use here, and fails on any other.</summary>
internal sealed class OpenApiSchemas(JsonElement document)
{
    private static readonly HashSet<string> Notes =
        ["description", "title", "format", "example", "examples", "default", "deprecated", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems", "uniqueItems"];

    /// <summary>Every way in which the value differs from what the schema says; empty when it fits.</summary>
    public IReadOnlyList<string> DifferencesOf(JsonElement value, JsonElement schema)
    {
        var differences = new List<string>();
        Compare(value, schema, "$", differences);
        return differences;
    }

    /// <summary>The part of the document a reference names.</summary>
    public JsonElement Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (element, name) => element.GetProperty(name));

    private void Compare(JsonElement value, JsonElement schema, string path, List<string> differences)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Compare(value, Resolve(reference.GetString()!), path, differences);
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "type":
                    CompareType(value, keyword.Value, path, differences);
                    break;
                case "enum":
                    if (value.ValueKind == JsonValueKind.String && !keyword.Value.EnumerateArray().Any(one => one.GetString() == value.GetString()))
                    {
                        differences.Add($"{path}: {value} is none of the enumeration");
                    }

                    break;
                case "oneOf" or "anyOf":
                    if (!keyword.Value.EnumerateArray().Any(one => DifferencesOf(value, one).Count == 0))
                    {
                        differences.Add($"{path}: {value} fits no alternative");
                    }

                    break;
                case "properties":
                    CompareMembers(value, schema, path, differences);
                    break;
                case "required":
                    foreach (var name in keyword.Value.EnumerateArray().Where(name => value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(name.GetString()!, out _)))
                    {
                        differences.Add($"{path}: {name} is missing");
                    }

                    break;
                case "items":
                    CompareItems(value, keyword.Value, path, differences);
                    break;
                case "additionalProperties":
                    break;
                default:
                    if (!Notes.Contains(keyword.Name))
                    {
                        differences.Add($"{path}: the schema has {keyword.Name}, which this comparison does not know");
                    }

                    break;
            }
        }
    }

    private void CompareMembers(JsonElement value, JsonElement schema, string path, List<string> differences)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var properties = schema.GetProperty("properties");
        foreach (var member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out var memberSchema))
            {
                Compare(member.Value, memberSchema, $"{path}.{member.Name}", differences);
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.Object)
            {
                Compare(member.Value, additional, $"{path}.{member.Name}", differences);
            }
            else
            {
                differences.Add($"{path}.{member.Name} is not described");
            }
        }
    }

    private void CompareItems(JsonElement value, JsonElement schema, string path, List<string> differences)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Compare(item, schema, $"{path}[{index++}]", differences);
            }
        }
    }

    private static void CompareType(JsonElement value, JsonElement type, string path, List<string> differences)
    {
        var allowed = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!).ToArray() : [type.GetString()!];
        if (!allowed.Any(one => IsOf(value, one)))
        {
            differences.Add($"{path}: {value.ValueKind} where {string.Join(" or ", allowed)} is described");
        }
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };
}
