using Serilog;
using Serilog.Events;

namespace CentralSystem.Web.Settings;

/// <summary>Sets up the web server and the log.</summary>
internal static class WebServerFeature
{
    /// <summary>Connections the kernel holds until they are accepted; it cuts this to its own limit, 4096 by default.</summary>
    private const int ListenBacklog = 4096;

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

            // The default of 512 makes part of a reconnect storm wait a second for its retransmission.
            builder.WebHost.UseSockets(sockets => sockets.Backlog = ListenBacklog);
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<EffectiveSettings>();
            builder.Services.PostConfigure<HostOptions>(host => host.ShutdownTimeout += TimeSpan.FromSeconds(server.ShutdownDelaySeconds));

            // Providers that others register, such as tests, get every event as well.
            builder.Logging.ClearProviders();
            // Where nobody logs requests, a connection holds neither an Activity nor a scope for its request: 1 KiB each for as long as it lasts.
            // An address that cannot be had, and a setting that only the database shows to be wrong, are told in one line at the end (ServeAsync, Program).
            builder.Services.AddSerilog(
                log => log.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off).ReadFrom.Configuration(builder.Configuration).Enrich.With<PrintableValues>()
                    .Filter.ByExcluding(entry => entry.Exception is SettingsException || (entry.Exception is { } e && ListenException.Explains(e))),
                writeToProviders: true);
            PrintableExceptions.Decorate(builder.Services);
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Serves until it is told to stop.</summary>
        /// <remarks>Errors: <see cref="ListenException"/> when the address cannot be had.</remarks>
        public async Task ServeAsync()
        {
            await using (app)
            {
                try
                {
                    await app.StartAsync();
                }
                catch (Exception e) when (ListenException.Explains(e))
                {
                    // What has started is stopped first: disposed of while it runs, each service would fail for that in turn.
                    await app.StopAsync();
                    throw new ListenException(e);
                }

                await app.WaitForShutdownAsync();
            }
        }
    }
}
