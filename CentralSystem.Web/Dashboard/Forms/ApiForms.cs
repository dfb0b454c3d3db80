using System.Globalization;
using System.Text.Json.Nodes;
using CentralSystem.Web.Api.Description;
using CentralSystem.Web.Dashboard.Messages;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>Forms for what the API takes, made from its own description: a form and the document can neither differ in a field nor in a word.</summary>
/// <remarks>The document is made once, when the first form is asked for; what is kept are the forms.</remarks>
internal sealed class ApiForms([FromKeyedServices(DescriptionFeature.DocumentName)] IOpenApiDocumentProvider documents)
{
    private const string Commands = "/api/v1/charge-points/{chargePointId}/commands/";
    private const string ChargePoint = "/api/v1/charge-points/{chargePointId}";

    /// <summary>Required texts for which an empty one is a value.</summary>
    private static readonly string[] EmptyTexts = [$"{nameof(ChangeConfigurationRequest)}.value"];

    private readonly Lock _lock = new();
    private Task<Dictionary<string, ApiForm>>? _forms;

    /// <summary>Names of the operations a central system can send, in order.</summary>
    public static IReadOnlyList<string> Actions { get; } = [.. OcppActions.All.Where(a => a.SentBy.HasFlag(SentBy.CentralSystem)).Select(a => a.Name).Order(StringComparer.Ordinal)];

    /// <summary>The form of a command.</summary>
    public Task<ApiForm> OfCommandAsync(string action) => OfAsync("post", Commands + action);

    /// <summary>The form of what an operator says of a Charge Point.</summary>
    public Task<ApiForm> OfChargePointAsync() => OfAsync("patch", ChargePoint);

    /// <summary>The form of how the idTags of a Charge Point are judged.</summary>
    public Task<ApiForm> OfAuthorizationPolicyAsync() => OfAsync("put", ChargePoint + "/authorization-policy");

    private async Task<ApiForm> OfAsync(string method, string path)
    {
        Task<Dictionary<string, ApiForm>> forms;
        lock (_lock)
        {
            if (_forms is null || _forms.IsFaulted)
            {
                _forms = Task.Run(ReadAsync);
            }

            forms = _forms;
        }

        return (await forms)[$"{method} {path}"];
    }

    private async Task<Dictionary<string, ApiForm>> ReadAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync();
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!;
        var reader = new SchemaReader(json["components"]!["schemas"]!.AsObject());
        string[] wanted = [$"patch {ChargePoint}", $"put {ChargePoint}/authorization-policy", .. Actions.Select(action => $"post {Commands}{action}")];
        return wanted.ToDictionary(operation => operation, operation =>
        {
            var parts = operation.Split(' ');
            return reader.FormOf(json["paths"]![parts[1]]![parts[0]]!);
        });
    }

    /// <summary>Reads the schemas of one document.</summary>
    private sealed class SchemaReader(JsonObject schemas)
    {
        public ApiForm FormOf(JsonNode operation)
        {
            var body = operation["requestBody"]!["content"]!["application/json"]!;
            return new ApiForm(Docstrings.Plain((string)operation["summary"]!), FieldOf("", body["schema"]!, owner: "", isRequired: true), body["example"]?.DeepClone().AsObject());
        }

        private FormField FieldOf(string name, JsonNode schema, string owner, bool isRequired)
        {
            var description = (string?)schema["description"];

            // What may be null is one of null and the schema.
            if (schema["oneOf"]?.AsArray().FirstOrDefault(one => (string?)one!["type"] != "null") is { } given)
            {
                (schema, description) = (given, description ?? (string?)given["description"]);
            }

            if ((string?)schema["$ref"] is { } reference)
            {
                owner = reference.Split('/')[^1];
                schema = schemas[owner]!;
                description ??= (string?)schema["description"];
            }

            var required = schema["required"]?.AsArray().Select(member => (string)member!).ToHashSet() ?? [];
            return new FormField(name, KindOf(schema), description is null ? null : Docstrings.Plain(description, isLengthTold: true), isRequired)
            {
                Choices = schema["enum"]?.AsArray().OfType<JsonValue>().Select(value => value.ToString()).ToArray() ?? [],
                MinLength = (int?)schema["minLength"],
                MaxLength = (int?)schema["maxLength"],
                MaxItems = (int?)schema["maxItems"],
                Minimum = NumberOf(schema["minimum"]),
                Maximum = NumberOf(schema["maximum"]),
                Step = NumberOf(schema["multipleOf"]),
                Members = schema["properties"]?.AsObject().Select(member => FieldOf(member.Key, member.Value!, owner, required.Contains(member.Key))).ToArray() ?? [],
                Item = schema["items"] is { } items ? FieldOf("", items, owner, isRequired: true) : null,
                MayBeEmpty = EmptyTexts.Contains($"{owner}.{name}"),
            };
        }

        private static decimal? NumberOf(JsonNode? node) => node is null ? null : decimal.Parse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

        private static FieldKind KindOf(JsonNode schema)
        {
            var type = schema["type"] is JsonArray several ? several.Select(one => (string)one!).First(one => one != "null") : (string?)schema["type"];
            return type switch
            {
                "object" => FieldKind.Object,
                "array" => FieldKind.List,
                "integer" => FieldKind.Whole,
                "number" => FieldKind.Number,
                "boolean" => FieldKind.YesNo,
                _ when schema["enum"] is not null => FieldKind.Choice,
                _ when (string?)schema["format"] == "date-time" => FieldKind.Instant,
                _ => FieldKind.Text,
            };
        }
    }
}
