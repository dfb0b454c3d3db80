using CentralSystem.Web.Commands;

namespace CentralSystem.Web.LocalLists;

/// <summary>Registers what is known of local authorization lists.</summary>
internal static class LocalListsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalLists()
        {
            builder.Services.AddSingleton<ICommandDefault, LocalListVersions>();
            builder.Services.AddSingleton<ICommandEffect, SendLocalListEffect>();
            builder.Services.AddSingleton<ICommandEffect, GetLocalListVersionEffect>();
            builder.Services.AddSingleton<LocalListReader>();
        }
    }
}
