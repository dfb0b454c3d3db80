using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Scenarios;

/// <summary>The JSON Schema of scenario files, made from the steps and verbs themselves; <c>scenario.schema.json</c> is this text.</summary>
internal static class ScenarioSchema
{
    private const string Variable = "\\$\\{.+\\}";

    private static readonly JsonSerializerOptions Indented = new(LineJson.Plain) { WriteIndented = true };

    public static string Write() => Make().ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    private static JsonObject Make() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Scenario of the Charge Point Emulator",
        ["description"] = "What one charge point does, and what is expected of the Central System; docs/driving.md.",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("scenario", "steps"),
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string" },
            ["scenario"] = Described("string", "Its name."),
            ["description"] = Described("string", "What it shows."),
            ["vars"] = Described("object", "Variables; ${name} stands for one, ${env:NAME} for one of the environment."),
            ["timeScale"] = new JsonObject { ["type"] = "number", ["minimum"] = 1, ["maximum"] = 100000, ["description"] = "Energy that flows counts so many times; clocks and time-outs do not." },
            ["timeout"] = DurationOf("Longest run; 10m when left out."),
            ["chargePoint"] = ChargePoint(),
            ["steps"] = Ref("steps"),
        },
        ["$defs"] = new JsonObject
        {
            ["steps"] = new JsonObject { ["type"] = "array", ["items"] = Ref("step") },
            ["step"] = new JsonObject { ["oneOf"] = new JsonArray([.. StepCatalogue.All.Select(OfStep), .. Verbs.All.Select(OfVerb)]) },
        },
    };

    private static JsonObject ChargePoint() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["model"] = Described("string", $"A station: {string.Join("; ", StationReader.BuiltIn.Select(name => $"{name}, {StationReader.Find(name, default).Summary}"))}; or a file."),
            ["identity"] = Described("string", "Identity in the URL; made of the name when left out."),
            ["config"] = Described("object", "Configuration keys as it leaves the factory."),
            ["bootOnReconnect"] = Described("boolean", "Boots on every connect; true when left out."),
            ["restartTime"] = DurationOf("From a hard reset to the next handshake; 1s when left out."),
            ["quirks"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject(QuirkCatalogue.All.Select(type => KeyValuePair.Create(type.Name, (JsonNode?)OfQuirk(type)))),
            },
        },
    };

    private static JsonObject OfQuirk(QuirkType type) => type.Value switch
    {
        QuirkValue.Switch => Described("boolean", type.Summary),
        QuirkValue.Duration => DurationOf(type.Summary),
        QuirkValue.Actions => new JsonObject { ["type"] = "array", ["items"] = Actions(), ["description"] = type.Summary },
        _ => Described("string", type.Summary),
    };

    private static JsonNode OfStep(StepType type) => new JsonObject
    {
        ["title"] = type.Name,
        ["description"] = type.Summary,
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray(type.Name),
        ["properties"] = new JsonObject(type.Keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)OfKey(key)))),
    };

    private static JsonNode OfVerb(Verb verb)
    {
        var properties = new JsonObject { [verb.Name] = verb.Main is { } main ? OfMain(main) : Described("object", verb.Summary) };
        foreach (var parameter in verb.Parameters)
        {
            // A parameter may be called like its verb.
            properties.TryAdd(parameter.Name, OfParameter(parameter));
        }

        properties["save"] = Described("object", "Variables, each with the path of its value in what the verb tells.");
        return new JsonObject
        {
            ["title"] = verb.Name,
            ["description"] = verb.Summary,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray(verb.Name),
            ["properties"] = properties,
        };
    }

    /// <summary>The value of the verb's own key: its first parameter, or nothing where that may be left out.</summary>
    private static JsonObject OfMain(VerbParameter main) => main.IsRequired
        ? OfParameter(main)
        : new JsonObject { ["anyOf"] = new JsonArray(OfParameter(main), new JsonObject { ["type"] = "object", ["maxProperties"] = 0 }, new JsonObject { ["type"] = "null" }) };

    /// <summary>What the verb takes, or a variable that will hold it.</summary>
    private static JsonObject OfParameter(VerbParameter parameter) => parameter.Kind is ParameterKind.Json or ParameterKind.Map or ParameterKind.Text
        ? VerbSchema.Of(parameter)
        : new JsonObject { ["anyOf"] = new JsonArray(VerbSchema.Of(parameter), new JsonObject { ["type"] = "string", ["pattern"] = Variable }) };

    private static JsonObject OfKey(StepKey key) => key.Kind switch
    {
        StepKeyKind.Nothing => new JsonObject { ["type"] = new JsonArray("object", "null"), ["maxProperties"] = 0 },
        StepKeyKind.Text => Described("string", key.Summary),
        StepKeyKind.Operation => Actions(),
        StepKeyKind.Duration => DurationOf(key.Summary),
        StepKeyKind.Number => Described("number", key.Summary),
        StepKeyKind.Count => new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = key.Summary },
        StepKeyKind.Flag => Described("boolean", key.Summary),
        StepKeyKind.Map => Described("object", key.Summary),
        StepKeyKind.Steps => Ref("steps"),
        StepKeyKind.Branches => new JsonObject { ["type"] = "array", ["items"] = Ref("steps"), ["description"] = key.Summary },
        _ => new JsonObject { ["description"] = key.Summary },
    };

    private static JsonObject Actions() => new() { ["enum"] = new JsonArray([.. Ocpp.OcppActions.All.Select(action => (JsonNode)action.Name)]) };

    private static JsonObject DurationOf(string summary) => new() { ["type"] = new JsonArray("string", "number"), ["pattern"] = VerbSchema.DurationPattern, ["description"] = summary };

    private static JsonObject Described(string type, string summary) => new() { ["type"] = type, ["description"] = summary };

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
