using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections.Proxies;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>Registers the door: endpoint, registry, watchdog, drain.</summary>
internal static class ConnectionsFeature
{
    /// <summary>What the rest of a stop may take once every socket is closed.</summary>
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(15);

    extension(IHostApplicationBuilder builder)
    {
        public void AddConnections()
        {
            var options = builder.AddSettings<ConnectionOptions>(ConnectionOptions.Section);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownTimeoutSeconds) + AfterDrain);
            builder.AddSettings<ProxyOptions>(ProxyOptions.Section).Check();
            TrustedProxies.CheckSwitch(builder.Configuration);
            builder.Services.AddSingleton<TrustedProxies>();
            builder.Services.AddSingleton<ChargePointRegistry>();
            builder.Services.AddSingleton<Doorkeeper>();
            builder.Services.AddSingleton<ChargePointLogins>();
            builder.Services.AddSingleton<SecurityHandover>();
            builder.Services.AddSingleton<OcppEndpoint>();
            builder.Services.AddSingleton<ConnectionLog>();
            builder.Services.AddSingleton<ConnectionEvents>();
            builder.Services.AddSingleton<ConnectionAttempts>();
            builder.Services.AddSingleton<HandshakeRefusals>();
            builder.Services.AddSingleton<ConnectionAttemptReader>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<ConnectionAttempts>());
            builder.Services.AddSingleton(services => new SessionWatchers(
                services.GetRequiredService<MessageJournal>(),
                services.GetRequiredService<ProtocolDeviations>(),
                services.GetRequiredService<Commands.LateAnswers>(),
                services.GetRequiredService<Telemetry.OcppMetrics>(),
                services.GetRequiredService<ConnectionLog>(),
                services.GetRequiredService<TimeProvider>(),
                options.LogPayload));
            builder.Services.AddSingleton(services => CreateDispatcher(services));
            builder.Services.AddSingleton<ConnectionDrain>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ConnectionDrain>());
            builder.Services.AddHostedService<ConnectionWatchdog>();
        }
    }

    extension(IServiceCollection services)
    {
        /// <summary>Registers the handler of an action; this one line is all that makes it known.</summary>
        public IServiceCollection Handle<TRequest, TResponse, THandler>()
            where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
            where TResponse : class, IOcppResponse
            where THandler : class, IOcppHandler<TRequest, TResponse, ChargePointSession>
        {
            services.AddSingleton<THandler>();
            return services.AddSingleton<HandlerRegistration>(provider => new(dispatcher => dispatcher.Handle(provider.GetRequiredService<THandler>())));
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Opens the door at <c>/ocpp/{chargePointId}</c>, ahead of routing: a connection then holds neither route values nor a service scope.</summary>
        public void UseOcpp()
        {
            var time = app.Services.GetRequiredService<TimeProvider>();
            var endpoint = app.Services.GetRequiredService<OcppEndpoint>();
            app.Use((context, next) =>
            {
                PingableUpgrade.Install(context, time);
                return next(context);
            });
            app.Services.GetRequiredService<TrustedProxies>().Use(app);
            app.UseWebSockets();
            app.Use((context, next) => context.Request.Path.StartsWithSegments("/ocpp", StringComparison.OrdinalIgnoreCase)
                ? endpoint.HandleAsync(context)
                : next(context));
        }

        /// <summary>Opens it also at <c>/{chargePointId}</c>, where clients of the program this one replaces connect; only where nothing else is.</summary>
        /// <remarks>At <c>/</c> is a page for browsers; a Charge Point that nobody gave an identity knocks there, too, and has to be told.</remarks>
        public void UseOcppFallback()
        {
            var endpoint = app.Services.GetRequiredService<OcppEndpoint>();

            // No fallback route: one that takes every method would hide that a path is there and only the method is wrong (405).
            app.Use((context, next) => context.WebSockets.IsWebSocketRequest && (context.GetEndpoint() is null || context.Request.Path == "/")
                ? endpoint.HandleAsync(context)
                : next(context));
            app.UseTls();
        }
    }

    private static CallDispatcher<ChargePointSession> CreateDispatcher(IServiceProvider services)
    {
        var dispatcher = new CallDispatcher<ChargePointSession>(services.GetRequiredService<RegistrationGate>());
        foreach (var registration in services.GetServices<HandlerRegistration>())
        {
            registration.AddTo(dispatcher);
        }

        return dispatcher;
    }

    private sealed record HandlerRegistration(Action<CallDispatcher<ChargePointSession>> AddTo);
}
