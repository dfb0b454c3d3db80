using System.Security.Cryptography;
using CentralSystem.Web.Access;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CentralSystem.Web.Api.Description;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, made from the endpoints themselves, and the page at <c>/docs</c> that shows it.</summary>
internal static class DescriptionFeature
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/docs";

    public const string DocumentName = "v1";
    private const string ApiPath = "api/v1/";
    private const int NonceBytes = 16;

    /// <summary>The page itself knows nothing of people who are logged in.</summary>
    private const string WayOut = $"""<nav class="way-out"><a href="{LoginPage.Path}">Log out</a></nav>""";

    private const string WayOutStyle = ".way-out { padding: .5rem 1rem; font: .875rem system-ui, sans-serif; text-align: right } .way-out a { color: var(--scalar-color-1, inherit) }";

    /// <summary>Gives styles their nonce that the page makes by script and that are not of its style sheet; the latter has it from the meta element.</summary>
    private const string NonceForStyles = """
        const make = Document.prototype.createElement, nonce = document.currentScript.nonce;
        Document.prototype.createElement = function (name, ...more) {
            const element = make.call(this, name, ...more);
            if (/^style$/i.test(name)) { element.nonce = nonce; }
            return element;
        };
        """;

    extension(IHostApplicationBuilder builder)
    {
        public void AddApiDescription() => builder.Services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith(ApiPath, StringComparison.Ordinal) == true;
            options.AddSchemaTransformer<SchemaDescription>();
            options.AddOperationTransformer<OperationDescription>();
            options.AddDocumentTransformer<DocumentDescription>();
            options.AddDocumentTransformer<CommandMembersDescription>();
            options.AddDocumentTransformer<ExampleDescription>();
            options.AddDocumentTransformer<SharedProblems>();
        });
    }

    extension(WebApplication app)
    {
        /// <summary>Serves both; whoever may read the API may read how it is used.</summary>
        public void MapApiDescription()
        {
            app.MapOpenApi().RequireRole(Role.Viewer);

            // Everything the page needs comes from this server, and it talks to no other.
            app.MapScalarApiReference(PagePath, (page, context) =>
            {
                var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceBytes));
                SecurityHeaders.AllowNonce(context, nonce);
                page.WithTitle("Central System API")
                .WithNonce(nonce)
                .DisableDefaultFonts()
                .DisableAgent()
                .DisableMcp()
                .HideClientButton()
                .HideDeveloperTools()
                .AddPreferredSecuritySchemes(DocumentDescription.CookieScheme)
                .AddHeadContent($"""<meta property="csp-nonce" content="{nonce}"><script nonce="{nonce}">{NonceForStyles}</script><style nonce="{nonce}">{WayOutStyle}</style>""")
                .AddHeaderContent(WayOut)
                .DisableTelemetry();
            }).RequireRole(Role.Viewer);
        }
    }
}
