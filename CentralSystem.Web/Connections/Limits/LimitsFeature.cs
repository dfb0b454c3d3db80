using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Registers what one peer may take.</summary>
internal static class LimitsFeature
{
    /// <summary>A request line or header that is longer is none of ours: the longest is a link to a file or a page's cursor.</summary>
    private const int LongestHeaders = 16 * 1024;

    private static readonly TimeSpan IdleRequestConnection = TimeSpan.FromSeconds(60);

    extension(WebApplicationBuilder builder)
    {
        public void AddLimits()
        {
            var limits = builder.AddSettings<LimitOptions>(LimitOptions.Section);
            builder.Services.AddSingleton(limits);
            builder.Services.AddSingleton<OpenConnections>();
            builder.Services.AddSingleton<GuardedDoor>();
            builder.Services.AddSingleton(new LongMessageRoom(limits.LongMessagesMiB * 1024L * 1024));
            builder.Services.AddSingleton<ReportQuota>();
            builder.Services.AddSingleton<ReportRetention>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ReportRetention>());
            builder.Services.AddHostedService<UnfinishedMessages>();

            // The last one that is registered is the server's choice.
            builder.Services.AddSingleton<IConnectionListenerFactory>(services => new FairListenerFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(services)));
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HandshakeSeconds);
                kestrel.Limits.MaxRequestHeadersTotalSize = LongestHeaders;
                kestrel.Limits.KeepAliveTimeout = IdleRequestConnection;
                var connections = kestrel.ApplicationServices.GetRequiredService<OpenConnections>();

                // First of all that is done with a connection, TLS included.
                kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => connections.RunAsync(connection, next)));
            });
        }
    }
}
