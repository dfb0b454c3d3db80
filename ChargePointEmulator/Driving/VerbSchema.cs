using System.Text.Json.Nodes;

namespace ChargePointEmulator.Driving;

/// <summary>Parameters of verbs as JSON Schema.</summary>
internal static class VerbSchema
{
    public const string DurationPattern = "^([0-9.]+(ms|s|m|h)?|[0-9.]+:[0-9:.]+)$";

    public static JsonObject Of(VerbParameter parameter)
    {
        var schema = parameter.Kind switch
        {
            ParameterKind.Json => new JsonObject(),
            ParameterKind.Map => new JsonObject { ["type"] = "object", ["minProperties"] = 1 },
            ParameterKind.Connector => new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            ParameterKind.ConnectorOrZero => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            ParameterKind.Number => new JsonObject { ["type"] = "number" },
            ParameterKind.Flag => new JsonObject { ["type"] = "boolean" },
            ParameterKind.Choice => new JsonObject { ["enum"] = new JsonArray([.. parameter.Choices.Select(choice => (JsonNode)choice)]) },
            ParameterKind.Duration => new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = DurationPattern },
            ParameterKind.IdTag => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 20 },
            _ => new JsonObject { ["type"] = "string" },
        };
        if (parameter.Range is { } range)
        {
            (schema["minimum"], schema["maximum"]) = (range.Least, range.Most);
        }

        schema["description"] = parameter.Summary;
        return schema;
    }
}
