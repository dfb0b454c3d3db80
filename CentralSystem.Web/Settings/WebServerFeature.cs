using Serilog;

namespace CentralSystem.Web.Settings;

/// <summary>Sets up the web server and the log.</summary>
internal static class WebServerFeature
{
    extension(WebApplicationBuilder builder)
    {
        public void AddWebServer()
        {
            var server = builder.AddSettings<ServerOptions>(ServerOptions.Section);
            builder.WebHost.UseUrls(server.Url);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentUpgradedConnections = null;
            });
            builder.Services.AddSingleton(TimeProvider.System);

            // Providers that others register, such as tests, get every event as well.
            builder.Logging.ClearProviders();
            builder.Services.AddSerilog(log => log.ReadFrom.Configuration(builder.Configuration), writeToProviders: true);
        }
    }
}
