using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Registers the encrypted doors and what is trusted at them.</summary>
internal static class TlsFeature
{
    extension(WebApplicationBuilder builder)
    {
        /// <remarks>Errors: <see cref="SettingsException"/> for files that cannot be used; nothing starts without them.</remarks>
        public void AddTls()
        {
            var options = builder.AddSettings<TlsOptions>(TlsOptions.Section);
            options.Check();
            builder.Services.AddSingleton<ClientCertificates>();
            builder.Services.AddSingleton<RevokedConnections>();
            builder.Services.AddSingleton<TlsLog>();
            builder.Services.AddSingleton<FileWatch>();
            builder.Services.AddHostedService(services => services.GetRequiredService<FileWatch>());
            if (options.ChargePointRoots is not null || options.ChargePointCrls.Length > 0)
            {
                var trust = new SettingsTrust(options);
                builder.Services.AddSingleton<IChargePointTrust>(trust);
                builder.Services.AddSingleton<IWatchedFiles>(trust);
                builder.Services.AddSingleton(trust);
                builder.Services.AddSingleton<RevocationListFetch>();
                builder.Services.AddHostedService(services => services.GetRequiredService<RevocationListFetch>());
            }

            if (options.IsOn)
            {
                var certificates = new WatchedFiles<ServerCertificates>([.. options.Certificates, .. options.Keys], () => ServerCertificates.Load(options));
                builder.Services.AddSingleton(certificates);
                builder.Services.AddSingleton<IWatchedFiles>(certificates);
                builder.Services.AddSingleton<TlsDoor>();
                builder.Listen(options);
            }
        }

        /// <summary>Opens every door by name: the server takes either URLs or listeners.</summary>
        private void Listen(TlsOptions options)
        {
            var server = SettingsReader.Read<ServerOptions>(builder.Configuration, ServerOptions.Section);
            var host = options.Host ?? server.Host;
            builder.WebHost.UseUrls();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                ServerOptions.Listen(kestrel, server.Host, server.Port, _ => { });
                var door = kestrel.ApplicationServices.GetRequiredService<TlsDoor>();
                Open(options.Port, demandsCertificate: false);
                Open(options.ClientCertificatePort, demandsCertificate: true);

                void Open(int? port, bool demandsCertificate)
                {
                    if (port is { } number)
                    {
                        ServerOptions.Listen(kestrel, host, number, listener => door.Protect(listener, demandsCertificate));
                    }
                }
            });
        }
    }

    extension(WebApplication app)
    {
        /// <summary>At the door for client certificates there is nothing but OCPP, which was served before this, and the links to files.</summary>
        public void UseTls()
        {
            if (app.Services.GetService<TlsDoor>() is null)
            {
                return;
            }

            app.Use((context, next) =>
            {
                if (context.Request.IsHttps && context.Features.Get<TlsHandshake>()?.DemandsCertificate == true
                    && !context.Request.Path.StartsWithSegments("/files", StringComparison.OrdinalIgnoreCase))
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                }

                return next(context);
            });
        }
    }
}
