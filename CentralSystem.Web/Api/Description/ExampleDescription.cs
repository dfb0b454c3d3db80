using System.Globalization;
using System.Text.Json.Nodes;
using CentralSystem.Web.Events;
using CentralSystem.Web.Reports;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CentralSystem.Web.Api.Description;

/// <summary>Gives every answer, every problem and every parameter an example, once the schemas are known.</summary>
internal sealed class ExampleDescription : IOpenApiDocumentTransformer
{
    private const string JsonMediaType = "application/json";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        // The framework's own shape of problems, which no answer has.
        document.Components?.Schemas?.Remove("ProblemDetails");
        foreach (var schema in document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
        {
            LiftMeanings(schema);
            if (schema.Enum is { Count: > 0 })
            {
                // Where it may be absent, whoever refers to it says so.
                schema.Type &= ~JsonSchemaType.Null;
            }
        }

        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                var noun = path.Split('/').Last(part => !part.StartsWith('{'));
                foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
                {
                    Exemplify(parameter, SchemaExamples.OfParameter(noun, parameter.Name!, parameter.Schema!));
                }

                foreach (var (status, response) in operation.Responses ?? [])
                {
                    foreach (var (mediaType, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
                    {
                        media.Example ??= ExampleOf(int.Parse(status, CultureInfo.InvariantCulture), mediaType, media, method, path, operation);
                    }
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What may be left out is left out of the requests that the page makes, or it would send a filter and a condition that nobody chose.</summary>
    private static void Exemplify(OpenApiParameter parameter, JsonNode? example)
    {
        if (parameter.Required)
        {
            parameter.Example = example;
            return;
        }

        var shown = new OpenApiExample { Value = example, Extensions = new Dictionary<string, IOpenApiExtension> { ["x-disabled"] = new JsonNodeExtension(true) } };
        parameter.Examples = new Dictionary<string, IOpenApiExample> { ["example"] = shown };
    }

    private static JsonNode? ExampleOf(int status, string mediaType, OpenApiMediaType media, HttpMethod method, string path, OpenApiOperation operation) => mediaType switch
    {
        OperationDescription.ProblemMediaType => ProblemExamples.Of(status, method, path, operation),
        JsonMediaType when media.Schema is { } schema => Named(SchemaExamples.OfAnswer(schema), method, path),
        TableFormat.CsvMediaType => TextExamples.CsvOf(path),
        EventStreams.ContentType => TextExamples.EventStream,
        _ => null,
    };

    /// <summary>The answer of a command names its own operation.</summary>
    private static JsonNode? Named(JsonNode? answer, HttpMethod method, string path)
    {
        if (method == HttpMethod.Post && ProblemExamples.CommandOf(path) is { } command && answer is JsonObject members && members.ContainsKey("action"))
        {
            members["action"] = command;
        }

        return answer;
    }

    /// <summary>The framework writes what a member that may be absent means beside the reference within it, where readers do not look.</summary>
    private static void LiftMeanings(OpenApiSchema schema)
    {
        foreach (var member in schema.Properties?.Values.OfType<OpenApiSchema>() ?? [])
        {
            if (member.OneOf?.OfType<OpenApiSchemaReference>().FirstOrDefault() is { } reference)
            {
                (member.Description, reference.Description) = (member.Description ?? reference.Description, null);
            }
        }
    }
}
