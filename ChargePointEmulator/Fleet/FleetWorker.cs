using ChargePointEmulator.Connection;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Fleet;

/// <summary>Runs the charge points from the start of the process to its end.</summary>
internal sealed class FleetWorker(FleetServices services) : BackgroundService
{
    /// <summary>The charge points, by number from 1; empty until the worker started.</summary>
    public IReadOnlyList<EmulatedChargePoint> ChargePoints { get; private set; } = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = services.Settings;
        services.Log.FleetStarts(settings.ChargePoints, settings.Endpoint);
        ChargePoints = [.. Enumerable.Range(1, settings.ChargePoints).Select(number => new EmulatedChargePoint(settings.Identities.Identity(number), number, services))];

        // The loops wait for their place in the connect pace by themselves; on stop each closes its connection in order.
        await Task.WhenAll(ChargePoints.Select(chargePoint => new ConnectionLoop(chargePoint).RunAsync(stoppingToken)));
        services.Log.FleetStopped(settings.ChargePoints);
    }
}

internal static class FleetFeature
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>The fleet and what its charge points share.</summary>
        public void AddFleet()
        {
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<Scheduler>();
            builder.Services.AddSingleton<Configuration.ConfigurationCatalogue>();
            builder.Services.AddSingleton<LifecycleLog>();
            builder.Services.AddSingleton<PayloadLog>();
            builder.Services.AddSingleton<ICentralSystemLink>(services => services.GetRequiredService<EmulatorSettings>() is { HasLines: true } settings
                ? LineLink.OverWebSockets(settings, services.GetRequiredService<TimeProvider>())
                : new WebSocketLink(services.GetRequiredService<EmulatorSettings>()));
            builder.Services.AddSingleton(services => new FleetServices(
                services.GetRequiredService<EmulatorSettings>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<Scheduler>(),
                services.GetRequiredService<ICentralSystemLink>(),
                services.GetRequiredService<Configuration.ConfigurationCatalogue>(),
                services.GetRequiredService<LifecycleLog>(),
                services.GetRequiredService<PayloadLog>())
            {
                Observer = services.GetService<IFleetObserver>(),
            });
            builder.Services.AddSingleton<FleetWorker>();
            builder.Services.AddHostedService(services => services.GetRequiredService<FleetWorker>());
        }
    }
}
