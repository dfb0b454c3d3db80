using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>Registers the door: endpoint, registry, watchdog, drain.</summary>
internal static class ConnectionsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddConnections()
        {
            var options = builder.AddSettings<ConnectionOptions>(ConnectionOptions.Section);
            builder.Services.AddSingleton<ChargePointRegistry>();
            builder.Services.AddSingleton<Doorkeeper>();
            builder.Services.AddSingleton<OcppEndpoint>();
            builder.Services.AddSingleton<ConnectionLog>();
            builder.Services.AddSingleton<ConnectionAttempts>();
            builder.Services.AddSingleton<ConnectionAttemptReader>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<ConnectionAttempts>());
            builder.Services.AddSingleton(services => new SessionWatchers(
                services.GetRequiredService<MessageJournal>(),
                services.GetRequiredService<ProtocolDeviations>(),
                services.GetRequiredService<Commands.LateAnswers>(),
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
        /// <summary>Maps the door at <c>/ocpp/{chargePointId}</c>, and at <c>/{chargePointId}</c> for clients of the program this one replaces.</summary>
        public void MapOcpp()
        {
            app.Map("/ocpp/{**identity}", (HttpContext context, OcppEndpoint endpoint) => endpoint.HandleAsync(context));
            app.MapWhen(
                context => context.WebSockets.IsWebSocketRequest && context.GetEndpoint() is null,
                branch => branch.Run(context => context.RequestServices.GetRequiredService<OcppEndpoint>().HandleAsync(context)));
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
