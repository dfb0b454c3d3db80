using CentralSystem.Web.Commands;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ocpp;

namespace CentralSystem.Web.Api.Description;

/// <summary>Says which members of a command's payload may be left to us, though the specification requires them on the wire, and which stand here only.</summary>
internal sealed class CommandMembersDescription(IEnumerable<ICommandDefault> defaults) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var command in defaults)
        {
            foreach (var (path, meaning) in command.Optional)
            {
                if (PayloadOf(command.Action, document) is { } payload)
                {
                    Describe(payload, path.Split('.'), meaning);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema? PayloadOf(string action, OpenApiDocument document) =>
        document.Components?.Schemas?.TryGetValue(OcppActions.Find(action)!.RequestType.Name, out var schema) == true ? Target(schema) : null;

    private static OpenApiSchema? Target(IOpenApiSchema schema) => schema as OpenApiSchema ?? (schema as OpenApiSchemaReference)?.RecursiveTarget;

    private static void Describe(OpenApiSchema owner, ReadOnlySpan<string> path, string meaning)
    {
        owner.Properties ??= new Dictionary<string, IOpenApiSchema>();
        if (!owner.Properties.TryGetValue(path[0], out var member))
        {
            owner.Properties[path[0]] = new OpenApiSchema { Type = JsonSchemaType.String, Description = meaning };
        }
        else if (path.Length > 1)
        {
            if (Target(member) is { } inner)
            {
                Describe(inner, path[1..], meaning);
            }
        }
        else
        {
            owner.Required?.Remove(path[0]);
            member.Description = $"{member.Description} {meaning}".Trim();
        }
    }
}
