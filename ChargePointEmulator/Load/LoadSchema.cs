using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Load;

/// <summary>The JSON Schema of load files; <c>load.schema.json</c> is this text. Its keys are those the reader knows: one without a description stops the making.</summary>
internal static class LoadSchema
{
    private static readonly JsonSerializerOptions Indented = new(LineJson.Plain) { WriteIndented = true };

    public static string Write() => Make().ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    private static JsonObject Make()
    {
        var load = Object("What a fleet of charge points does to a Central System, and how good that has to be at it; docs/load.md.", LoadReader.Keys, ["fleet", "stages"], key => key switch
        {
            "$schema" => new JsonObject { ["type"] = "string" },
            "load" => Text("Its name; that of the file when left out."),
            "description" => Text("What it shows."),
            "target" => Target(),
            "fleet" => Fleet(),
            "seed" => Whole("Every draw follows from it; 1 when left out.", int.MinValue, int.MaxValue),
            "timeScale" => Number("Energy that flows counts so many times; clocks and time-outs do not.", 1, 100_000),
            "drain" => Duration("After the last stage: longest wait for sessions to end and their messages to be answered; 10s when left out."),
            "stages" => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["oneOf"] = new JsonArray(Named("ramp", Ramp()), Named("hold", Hold()), Named("event", Event())) } },
            "thresholds" => Thresholds(),
            _ => throw Undescribed(key),
        });
        load["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        load["title"] = "Load of the Charge Point Emulator";
        return load;
    }

    private static JsonObject Target() => Object("The Central System.", LoadReader.TargetKeys, [], key => key switch
    {
        "url" => Text("Endpoint without the identity; ws://localhost:8080/ocpp when left out. ${env:NAME} stands for a variable of the environment."),
        "connectRate" => Number("Handshakes begun per second, reconnects included; 200 when left out.", 0.1, 100_000),
        "bind" => Text("Addresses of this machine that connections come from, in turns: 127.0.0.2-127.0.0.9,127.0.0.20."),
        "security" => Object("How charge points show who they are.", LoadReader.SecurityKeys, [], security => security switch
        {
            "profile" => Whole("Security profile; follows from the others when left out.", 0, 3),
            "key" => Text("Password of Basic authentication; ${env:NAME} keeps it out of the file."),
            "keysFile" => Text("A file with a line identity:password for each charge point; they stand above key. It lies beside the load file."),
            "roots" => Text("Root certificates of the Central System in PEM."),
            "certificate" => Text("Chain and key of a charge point in PEM; {id} stands for its identity."),
            "insecure" => Flag("Accept any certificate."),
            _ => throw Undescribed(security),
        }),
        _ => throw Undescribed(key),
    });

    private static JsonObject Fleet() => Object("The charge points.", LoadReader.FleetKeys, [], key => key switch
    {
        "count" => Whole("How many; 1 when left out.", 1, LoadReader.MostChargePoints),
        "id" => Text("Identities: {n} or {n:00000} is the number, from 1; CP{n:00000} when left out."),
        "mix" => new JsonObject
        {
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = Object("A station and how often it occurs.", LoadReader.MixKeys, ["model"], mix => mix switch
            {
                "model" => Text($"A station: {string.Join(", ", StationReader.BuiltIn)}; or a file."),
                "weight" => Whole("Among the others; 1 when left out.", 1, 1_000_000),
                _ => throw Undescribed(mix),
            }),
        },
        "tags" => new JsonObject
        {
            ["anyOf"] = new JsonArray(IdTags(), Object("The idTags people present.", LoadReader.TagKeys, [], tags => tags switch
            {
                "list" => IdTags(),
                "file" => Text("A file with one idTag a line, in its first column."),
                "pick" => Word("Any for each session, or one for each charge point; random when left out.", ["random", "perChargePoint"]),
                _ => throw Undescribed(tags),
            })),
        },
        "config" => new JsonObject { ["type"] = "object", ["description"] = "Configuration keys as they leave the factory." },
        "bootOnReconnect" => Flag("Boot on every connect; true when left out."),
        "restartTime" => Duration("From a restart to the next handshake; 5s when left out."),
        _ => throw Undescribed(key),
    });

    private static JsonObject Ramp() => Object("The fleet grows, or shrinks.", LoadReader.RampKeys, ["to"], key => key switch
    {
        "to" => new JsonObject
        {
            ["description"] = "Charge points that are switched on at its end, as a number or as a share of the fleet.",
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = LoadReader.MostChargePoints }, new JsonObject { ["type"] = "string", ["pattern"] = "^\\s*[0-9.]+\\s*%\\s*$" }),
        },
        "over" => Duration("From the first to the last; all at once when left out."),
        "curve" => Word("How they are spread; linear when left out.", ["linear", "easeIn", "easeOut"]),
        "within" => Duration("After that: longest wait until all are accepted; 60s when left out."),
        _ => throw Undescribed(key),
    });

    private static JsonObject Hold() => Object("Everyday traffic; it goes on through the events that follow, until the next hold.", LoadReader.HoldKeys, ["for"], key => key switch
    {
        "for" => Duration("How long."),
        "sessionsPerHour" => Number("That begin at each charge point, on average; none when left out.", 0, 36_000),
        "session" => Session(),
        "heartbeatEvery" => Duration("Heartbeats of each charge point beside its own."),
        _ => throw Undescribed(key),
    });

    private static JsonObject Session() => Object("Ends by whichever comes first; 22 kWh on average when left out.", LoadReader.SessionKeys, [], key => key switch
    {
        "energyWh" => Distribution("Energy the vehicle takes.", new JsonObject { ["type"] = "number", ["minimum"] = 0 }),
        "duration" => Distribution("How long it charges.", Duration("A duration.")),
        _ => throw Undescribed(key),
    });

    private static JsonObject Distribution(string summary, JsonObject value) => new()
    {
        ["description"] = summary,
        ["anyOf"] = new JsonArray([value, .. LoadReader.DistributionKeys.Select(kind =>
        {
            var distribution = Object("", kind.Value, ["dist"], key => key == "dist" ? new JsonObject { ["const"] = kind.Key } : value.DeepClone().AsObject());
            distribution.Remove("description");
            return (JsonNode)distribution;
        })]),
    };

    private static JsonObject Event()
    {
        var kinds = LoadReader.EventKeys.Select(kind => Named(EventStage.WordOf(kind.Key), Object(SummaryOf(kind.Key), kind.Value, [], key => key switch
        {
            "percent" => Number("Of the charge points that are switched on; 100 when left out.", 0, 100),
            "for" => Duration("How long it lasts."),
            "over" => Duration("It meets one after the other in this time."),
            "reconnectWithin" => Duration("They come back spread over this time."),
            "within" => Duration("Longest wait until all are accepted again; 5m when left out."),
            "session" => Session(),
            _ => throw Undescribed(key),
        })));
        return new JsonObject { ["description"] = "Something happens to a part of the fleet at once.", ["oneOf"] = new JsonArray([.. kinds]) };
    }

    private static string SummaryOf(EventKind kind) => kind switch
    {
        EventKind.Blackout => "The mains fail: connections break without a word, transactions end with PowerLoss when they are back.",
        EventKind.ReconnectStorm => "All connections break and come back.",
        EventKind.RollingRestart => "Charge points restart one after the other.",
        EventKind.Surge => "Everybody arrives: a session begins at each charge point.",
        _ => "No session begins, and no extra Heartbeat is sent.",
    };

    private static JsonObject Thresholds() => new()
    {
        ["type"] = "object",
        ["description"] = $"Measures and what they have to be, such as \"p95(StartTransaction)\": \"<500ms\". Measures: {string.Join(", ", Threshold.Known)}.",
        ["additionalProperties"] = new JsonObject { ["type"] = "string", ["pattern"] = "^\\s*(<=|>=|==|!=|<|>)" },
    };

    private static JsonObject Named(string name, JsonObject schema) => Object(schema["description"]!.GetValue<string>(), [name], [name], _ => schema);

    private static JsonObject Object(string summary, IEnumerable<string> keys, string[] required, Func<string, JsonObject> of)
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = summary, ["additionalProperties"] = false };
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]);
        }

        schema["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key, (JsonNode?)of(key))));
        return schema;
    }

    private static JsonObject IdTags() => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 20 } };

    private static JsonObject Text(string summary) => new() { ["type"] = "string", ["description"] = summary };

    private static JsonObject Flag(string summary) => new() { ["type"] = "boolean", ["description"] = summary };

    private static JsonObject Whole(string summary, int least, int most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most, ["description"] = summary };

    private static JsonObject Number(string summary, double least, double most) => new() { ["type"] = "number", ["minimum"] = least, ["maximum"] = most, ["description"] = summary };

    private static JsonObject Word(string summary, string[] words) => new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]), ["description"] = summary };

    private static JsonObject Duration(string summary) => new() { ["type"] = new JsonArray("string", "number"), ["pattern"] = VerbSchema.DurationPattern, ["description"] = summary };

    private static InvalidOperationException Undescribed(string key) => new($"The schema does not describe {key}.");
}
