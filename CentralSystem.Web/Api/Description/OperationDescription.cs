using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CentralSystem.Web.Events;
using CentralSystem.Web.Reports;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CentralSystem.Web.Api.Description;

/// <summary>Completes what an endpoint says of itself: its name and group, what every parameter means, the headers it honours, and how it can fail.</summary>
internal sealed partial class OperationDescription : IOpenApiOperationTransformer
{
    public const string ProblemMediaType = "application/problem+json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var method = context.Description.HttpMethod ?? HttpMethods.Get;
        var path = context.Description.RelativePath ?? "";
        operation.OperationId ??= IdOf(method, path);
        operation.Tags = new HashSet<OpenApiTagReference> { new(NounOf(path), context.Document) };
        if (IsOpen(context.Description))
        {
            operation.Security = [];
        }

        NameParameters(operation);
        operation.Parameters ??= [];
        foreach (var own in context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesParameter>())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = own.Name,
                In = ParameterLocation.Query,
                Description = own.Description,
                Schema = Text(),
            });
        }

        AddTexts(operation, context.Description);
        AddHeaders(operation, context.Description, method);
        AddProblems(operation, context, method);
        AddBodyExample(operation, method, path);
        return Task.CompletedTask;
    }

    /// <summary>What a route parameter has to be.</summary>
    [GeneratedRegex(":[^}/]+")]
    private static partial Regex Constraint();

    /// <summary>Such as <c>getChargePointsByChargePointId</c>.</summary>
    private static string IdOf(string method, string path) =>
        method.ToLowerInvariant() + string.Concat(path["api/v1/".Length..].Split('/', '.').Select(part =>
            part.StartsWith('{') ? "By" + Pascal(part.Trim('{', '}').Split(':')[0]) : Pascal(part)));

    /// <summary>Whether nobody has to be known for it; then nobody's repetitions are told apart, either.</summary>
    private static bool IsOpen(ApiDescription description) => description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();

    private static string NounOf(string path) => path["api/v1/".Length..].Split('/', '.')[0];

    private static string Pascal(string kebab) => string.Concat(kebab.Split('-').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static void NameParameters(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Name = parameter.In == ParameterLocation.Header ? parameter.Name : JsonNamingPolicy.CamelCase.ConvertName(parameter.Name ?? "");
            parameter.Description ??= Vocabulary.MeaningOf(parameter.Name!);
        }

        // A filter may hold what the path has named already.
        operation.Parameters = operation.Parameters?.DistinctBy(parameter => parameter.Name).ToList();
    }

    /// <summary>Answers in other forms than JSON, which the framework does not tell of or describes as the JSON beside them.</summary>
    private static void AddTexts(OpenApiOperation operation, ApiDescription description)
    {
        if (operation.Responses?.TryGetValue("200", out var found) != true || found is not OpenApiResponse answer)
        {
            return;
        }

        answer.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (description.ActionDescriptor.EndpointMetadata.OfType<TakesParameter>().Any(own => own.Name == TableFormat.Parameter))
        {
            answer.Content[TableFormat.CsvMediaType] = new OpenApiMediaType { Schema = Text() };
            answer.Content[TableFormat.XlsxMediaType] = new OpenApiMediaType { Schema = Text("binary") };
        }

        if (answer.Content.TryGetValue(EventStreams.ContentType, out var stream))
        {
            stream.Schema = Text();
        }
    }

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };

    private static void AddHeaders(OpenApiOperation operation, ApiDescription description, string method)
    {
        var parameters = operation.Parameters ??= [];
        if (HttpMethods.IsPost(method) && !IsOpen(description))
        {
            parameters.Add(Header("Idempotency-Key"));
        }

        if (description.ActionDescriptor.EndpointMetadata.OfType<ExpectsRevision>().Any())
        {
            parameters.Add(Header("If-Match"));
        }
    }

    private static OpenApiParameter Header(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = Vocabulary.MeaningOf(name),
        Schema = Text(),
    };

    private static void AddProblems(OpenApiOperation operation, OpenApiOperationTransformerContext context, string method)
    {
        operation.Responses ??= [];
        var problem = new OpenApiSchemaReference("Problem", context.Document);
        foreach (var (status, meaning) in ProblemsOf(operation, context.Description, method))
        {
            var code = status.ToString(CultureInfo.InvariantCulture);
            if (!operation.Responses.ContainsKey(code))
            {
                operation.Responses[code] = new OpenApiResponse
                {
                    Description = meaning,
                    Content = new Dictionary<string, OpenApiMediaType> { [ProblemMediaType] = new() { Schema = problem } },
                };
            }
        }

        // What an endpoint says of its own failures has the framework's shape.
        foreach (var content in operation.Responses.Values.Select(response => response.Content).OfType<IDictionary<string, OpenApiMediaType>>())
        {
            if (content.TryGetValue(ProblemMediaType, out var own))
            {
                own.Schema = problem;
            }
        }

        var byStatus = new OpenApiResponses();
        foreach (var (code, response) in operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            byStatus[code] = response;
        }

        operation.Responses = byStatus;
    }

    private static IEnumerable<(int Status, string Meaning)> ProblemsOf(OpenApiOperation operation, ApiDescription description, string method)
    {
        yield return (StatusCodes.Status401Unauthorized, "Nobody is logged in, and no valid API key was sent.");
        yield return (StatusCodes.Status403Forbidden, "The caller may not do this.");
        yield return (StatusCodes.Status500InternalServerError, "The request failed; the log of the central system tells why.");
        if (operation.Parameters is { Count: > 0 } || operation.RequestBody is not null)
        {
            yield return (StatusCodes.Status400BadRequest, "A parameter or a member of the body breaks a rule; `field` names it.");
        }

        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true)
        {
            yield return (StatusCodes.Status404NotFound, "There is no such thing.");
        }

        if (HttpMethods.IsGet(method))
        {
            yield break;
        }

        yield return (StatusCodes.Status409Conflict, "The present state does not allow it.");
        if (description.ActionDescriptor.EndpointMetadata.OfType<ExpectsRevision>().Any())
        {
            yield return (StatusCodes.Status412PreconditionFailed, "It was changed since the ETag of If-Match was read.");
        }

        if (operation.RequestBody is not null)
        {
            yield return (StatusCodes.Status413PayloadTooLarge, "The body is too large.");
            yield return (StatusCodes.Status415UnsupportedMediaType, "The body has a media type that is not read here.");
        }

        if (HttpMethods.IsPost(method) && !IsOpen(description))
        {
            yield return (StatusCodes.Status422UnprocessableEntity, "The Idempotency-Key was used for another request.");
        }
    }

    private static void AddBodyExample(OpenApiOperation operation, string method, string path)
    {
        var mapped = Constraint().Replace(path["api/v1/".Length..], "").Trim('/');
        if (operation.RequestBody?.Content?.TryGetValue("application/json", out var json) == true && json.Schema is not null)
        {
            json.Example ??= BodyExamples.Of(method, mapped) ?? SchemaExamples.OfBody(json.Schema);
        }

        if (operation.RequestBody?.Content?.TryGetValue(TableFormat.CsvMediaType, out var csv) == true)
        {
            // The same rows as text; the framework describes it as the JSON beside it.
            (csv.Schema, csv.Example) = (Text(), BodyExamples.CsvOf(method, mapped));
        }
    }
}
