using ChargePointEmulator.Api;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;
using ChargePointEmulator.Repl;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Driving;

/// <summary>What drives a running fleet: the HTTP API and the prompt, each only where it was asked for.</summary>
internal static class DrivingFeature
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>The HTTP API and the prompt, where the settings ask for them.</summary>
        public void AddDriving(EmulatorSettings settings)
        {
            if (settings.ApiPort == 0 && settings.Prompt != true)
            {
                return;
            }

            builder.Services.AddSingleton(services => (LineLink)services.GetRequiredService<ICentralSystemLink>());
            builder.Services.AddSingleton<FleetDrivers>();
            if (settings.ApiPort > 0)
            {
                builder.Services.AddSingleton<FleetEvents>();
                builder.Services.AddSingleton<TrafficMeter>();
                builder.Services.AddSingleton<IFleetObserver>(services => services.GetRequiredService<TrafficMeter>());
                builder.Services.AddSingleton<FleetMetrics>();
                builder.Services.AddHostedService<ApiServer>();
            }

            if (settings.Prompt == true)
            {
                builder.Services.AddHostedService<ReplWorker>();
            }
        }
    }
}
