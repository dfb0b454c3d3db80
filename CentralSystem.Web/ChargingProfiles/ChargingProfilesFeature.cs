using CentralSystem.Web.Commands;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Registers what is believed of installed charging profiles.</summary>
internal static class ChargingProfilesFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddChargingProfiles()
        {
            builder.Services.AddSingleton<ICommandEffect, SetChargingProfileEffect>();
            builder.Services.AddSingleton<ICommandEffect, ClearChargingProfileEffect>();
            builder.Services.AddSingleton<ICommandEffect, RemoteStartTransactionEffect>();
            builder.Services.AddSingleton<ChargingProfileReader>();
        }
    }
}
