using CentralSystem.Web.Commands;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.LocalLists;

/// <summary>Registers local authorization lists: what is known of them, and what keeps them in step.</summary>
internal static class LocalListsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalLists()
        {
            builder.AddSettings<LocalListOptions>(LocalListOptions.Section);
            builder.Services.AddSingleton<LocalListVersions>();
            builder.Services.AddSingleton<ICommandDefault>(services => services.GetRequiredService<LocalListVersions>());
            builder.Services.AddSingleton<ICommandEffect, SendLocalListEffect>();
            builder.Services.AddSingleton<ICommandEffect, GetLocalListVersionEffect>();
            builder.Services.AddSingleton<WantedLists>();
            builder.Services.AddSingleton<LocalListConversation>();
            builder.Services.AddSingleton<LocalListSync>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<LocalListSync>());
            builder.Services.AddHostedService(services => services.GetRequiredService<LocalListSync>());
            builder.Services.AddSingleton<LocalListReader>();
        }
    }
}
