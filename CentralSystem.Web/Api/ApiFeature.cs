using System.Text.Json;
using System.Text.Json.Serialization;
using CentralSystem.Web.Access;

namespace CentralSystem.Web.Api;

/// <summary>Registers what all of the REST interface shares; each feature maps its own part.</summary>
internal static class ApiFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddApi()
        {
            builder.Services.AddSingleton<ApiProblems>();
            builder.Services.AddSingleton<Idempotency>();
            builder.Services.ConfigureHttpJsonOptions(json => ConfigureJson(json.SerializerOptions));

            // In every environment a parameter that cannot be read is an exception, which becomes a problem.
            builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Puts in place what every request passes, and gives the group below which features map their endpoints.</summary>
        public RouteGroupBuilder MapApi()
        {
            var problems = app.Services.GetRequiredService<ApiProblems>();
            var idempotency = app.Services.GetRequiredService<Idempotency>();
            app.Use(SecurityHeaders.HandleAsync);
            app.UseWhen(ApiPaths.IsApi, api =>
            {
                api.Use(problems.HandleAsync);
                api.Use((context, next) => Refuse(RequestOrigin.Refusal(context.Request), context, next));
            });
            app.UseWhen(context => !ApiPaths.IsApi(context), pages => pages.Use(problems.CatchAsync));
            app.UseAccess();
            app.UseWhen(ApiPaths.IsApi, api =>
            {
                api.Use((context, next) => Refuse(RequestBodies.Refusal(context), context, next));
                api.Use(idempotency.HandleAsync);

                // Once more: what an endpoint throws must be an answer before the answer is kept.
                api.Use(problems.HandleAsync);
            });
            return app.MapGroup($"{ApiPaths.Prefix}/v1")
                .AddEndpointFilter(QueryParameters.CheckAsync).AddEndpointFilter(DefinedChoices.CheckAsync).AddEndpointFilter(SecretAnswers.NoteAsync);
        }
    }

    private static Task Refuse(Problem? refusal, HttpContext context, RequestDelegate next) => refusal is null ? next(context) : refusal.WriteAsync(context);

    private static void ConfigureJson(JsonSerializerOptions options)
    {
        // Numbers are numbers: the description of the API says so, too.
        options.NumberHandling = JsonNumberHandling.Strict;
        ApiJson.Configure(options);
    }
}
