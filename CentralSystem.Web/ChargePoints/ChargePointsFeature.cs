using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Registers Charge Points: registration, heartbeats, statuses, deviations.</summary>
internal static class ChargePointsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddChargePoints()
        {
            builder.AddSettings<RegistrationOptions>(RegistrationOptions.Section);
            builder.Services.AddSingleton<AcceptedBoots>();
            builder.Services.AddSingleton<ChargePointDirectory>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<ChargePointDirectory>());
            builder.Services.AddSingleton<RegistrationGate>();
            builder.Services.AddSingleton<ProtocolDeviations>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<ProtocolDeviations>());
            builder.Services.AddSingleton<IPeriodicFlush, LastSeenFlush>();
            builder.Services.AddSingleton<ChargePointRegistrations>();
            builder.Services.AddSingleton<ChargePointImport>();
            builder.Services.AddSingleton<ChargePointReader>();
            builder.Services.AddSingleton<ConnectorReader>();
            builder.Services.AddSingleton<ICommandEffect, ChangeAvailabilityEffect>();
            builder.Services.AddSingleton<ICommandEffect, TriggerMessageEffect>();
            builder.Services.AddSingleton<ICommandEffect, ExtendedTriggerMessageEffect>();
            builder.Services
                .Handle<BootNotificationRequest, BootNotificationResponse, BootNotificationHandler>()
                .Handle<HeartbeatRequest, HeartbeatResponse, HeartbeatHandler>()
                .Handle<StatusNotificationRequest, StatusNotificationResponse, StatusNotificationHandler>();
        }
    }
}
