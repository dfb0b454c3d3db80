using CentralSystem.Web.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CentralSystem.Web.Api.Description;

/// <summary>What holds for the whole document: what it is, how a program proves who it is, and the shape of every problem.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public const string KeyScheme = "apiKey";
    public const string CookieScheme = "session";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Central System API",
            Version = "v1",
            Description =
                """
                Runs charge points over OCPP 1.6. Members carry OCPP's field names; instants are ISO 8601 in UTC; energy is in Wh and power in W, and names say so.
                Lists are paged by cursor: ask for the next page with the `nextCursor` of the one before. Every failure is a problem (RFC 9457) with a stable `type`.
                """,
        };

        // The document names no host: it is served under whatever name a proxy gives it.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "The key of a program.",
            },
            [CookieScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionCookie.Name,
                Description = "The login of a person, from `POST /api/v1/session`; over https the name begins with `__Host-`.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(CookieScheme, document)] = [] },
        ];
        document.AddComponent("Problem", ProblemSchema());

        // The framework lists the classes endpoints are mapped in as well; operations are filed under their nouns.
        var used = document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!).Select(tag => tag.Name!);
        document.Tags = used.Distinct(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name }).ToHashSet();
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why a request was not served (RFC 9457). Some types have further members.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Stable identifier of the kind of problem: decide by it."),
            ["title"] = Text("The kind of problem in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "HTTP status." },
            ["detail"] = Text("What is wrong here, and what would be right."),
            ["field"] = Text("The member or parameter that breaks a rule."),
        },
        Required = new HashSet<string> { "type", "title", "status" },
        AdditionalProperties = new OpenApiSchema(),
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
