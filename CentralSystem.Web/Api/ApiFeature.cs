using System.Text.Json;
using System.Text.Json.Serialization;
using CentralSystem.Web.Settings;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Api;

/// <summary>Registers what all of the REST interface shares; each feature maps its own part.</summary>
internal static partial class ApiFeature
{
    private const string Prefix = "/api";

    extension(IHostApplicationBuilder builder)
    {
        public void AddApi()
        {
            builder.AddSettings<ApiOptions>(ApiOptions.Section);
            builder.Services.AddSingleton<ApiGate>();
            builder.Services.ConfigureHttpJsonOptions(json => ConfigureJson(json.SerializerOptions));

            // In every environment a parameter that cannot be read is an exception, which the gate turns into a problem.
            builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Puts the gate in place and gives the group below which features map their endpoints.</summary>
        public RouteGroupBuilder MapApi()
        {
            var gate = app.Services.GetRequiredService<ApiGate>();
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase), api => api.Use(gate.HandleAsync));
            WarnOfOpenDoor(app);
            return app.MapGroup($"{Prefix}/v1").AddEndpointFilter(DefinedChoices.CheckAsync);
        }
    }

    private static void ConfigureJson(JsonSerializerOptions options)
    {
        // Numbers are numbers: the description of the API says so, too.
        options.NumberHandling = JsonNumberHandling.Strict;
        ApiJson.Configure(options);
    }

    private static void WarnOfOpenDoor(WebApplication app)
    {
        var server = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        if (app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.BootstrapKey is null && !server.IsLoopback)
        {
            LogOpenDoor(app.Logger, server.Host);
        }
    }

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning, Message = "Whoever reaches {Host} may command every Charge Point: no API key is set (BOOTSTRAP_API_KEY)")]
    private static partial void LogOpenDoor(ILogger logger, string host);
}
