using System.Text.Json.Nodes;
using ChargePointEmulator.Driving;

namespace ChargePointEmulator.Api;

/// <summary>The OpenAPI 3.1 document, made from the verbs themselves.</summary>
internal static class ApiDescription
{
    public static JsonObject Make()
    {
        var paths = new JsonObject
        {
            ["/healthz"] = new JsonObject { ["get"] = Operation("health", "Whether the emulator runs; needs no token.") },
            ["/metrics"] = new JsonObject { ["get"] = Operation("metrics", "Figures for Prometheus; none of them bears a charge point.") },
            ["/charge-points"] = new JsonObject
            {
                ["get"] = Operation("listChargePoints", "Charge points in the order of the fleet.", Query("status", "string", "only those with a connector in this status"), Query("after", "string", "from after this identity"), Query("limit", "integer", "how many; 100 when left out, 1000 at most")),
            },
            ["/charge-points/{id}"] = new JsonObject { ["get"] = Operation("getChargePoint", "One charge point with its connectors.", Identity()) },
            ["/charge-points/{id}/frames"] = new JsonObject { ["get"] = Operation("getFrames", "The last frames of a charge point.", Identity(), Query("after", "integer", "only those after this number")) },
            ["/events"] = new JsonObject
            {
                ["get"] = Operation("events", "Server-sent events: frame and status. Last-Event-ID goes on where a listener left off.", Query("chargePoint", "string", "only of this one"), Query("kind", "string", "frame or status"), Query("action", "string", "only frames of this operation")),
            },
        };
        foreach (var verb in Verbs.All)
        {
            var operation = Operation(verb.Name, verb.Summary, Identity());
            if (verb.Parameters.Count > 0)
            {
                operation["requestBody"] = new JsonObject
                {
                    ["required"] = verb.Parameters.Any(parameter => parameter.IsRequired),
                    ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Schema(verb) } },
                };
            }

            paths[$"/charge-points/{{id}}/{verb.Name}"] = new JsonObject { ["post"] = operation };
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Charge Point Emulator", ["version"] = "1", ["description"] = "Drives the charge points of a running emulator (docs/driving.md)." },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject()),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } } },
        };
    }

    private static JsonObject Schema(Verb verb) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. verb.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => (JsonNode)parameter.Name)]),
        ["properties"] = new JsonObject(verb.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)VerbSchema.Of(parameter)))),
    };

    private static JsonObject Operation(string id, string summary, params JsonNode[] parameters) => new()
    {
        ["operationId"] = id,
        ["summary"] = summary,
        ["parameters"] = new JsonArray(parameters),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Done." },
            ["default"] = new JsonObject { ["description"] = "application/problem+json: 400 a parameter, 401 the token, 404 no such charge point or verb, 409 not in this state." },
        },
    };

    private static JsonObject Identity() => new JsonObject { ["name"] = "id", ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" }, ["description"] = "Identity." };

    private static JsonObject Query(string name, string type, string summary) =>
        new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = type }, ["description"] = summary };
}
