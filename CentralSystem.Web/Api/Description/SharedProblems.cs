using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CentralSystem.Web.Api.Description;

/// <summary>Says a problem that several operations answer with once, and refers to it from each.</summary>
/// <remarks>A third of the document was the same few problems again and again.</remarks>
internal sealed class SharedProblems : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var places = new List<(OpenApiResponses Responses, string Status, OpenApiResponse Problem, string Text)>();
        foreach (var responses in document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(operation => operation.Value.Responses).OfType<OpenApiResponses>())
        {
            foreach (var (status, response) in responses)
            {
                if (response is OpenApiResponse { Content: { Count: 1 } content } problem && content.ContainsKey(OperationDescription.ProblemMediaType))
                {
                    places.Add((responses, status, problem, await problem.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken)));
                }
            }
        }

        var names = new HashSet<string>();
        foreach (var alike in places.GroupBy(place => place.Text).Where(alike => alike.Skip(1).Any()))
        {
            var problem = alike.First().Problem;
            var name = NameOf(problem, names);
            document.AddComponent(name, problem);
            foreach (var (responses, status, _, _) in alike)
            {
                responses[status] = new OpenApiResponseReference(name, document);
            }
        }
    }

    /// <summary>The last part of the example's type, with a number where several examples share it.</summary>
    private static string NameOf(OpenApiResponse problem, HashSet<string> names)
    {
        var type = problem.Content![OperationDescription.ProblemMediaType].Example!["type"]!.GetValue<string>();
        var first = type[(type.LastIndexOfAny(['/', ':']) + 1)..];
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? first : $"{first}-{number}").First(names.Add);
    }
}
