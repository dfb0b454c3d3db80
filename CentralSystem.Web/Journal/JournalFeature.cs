using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Journal;

/// <summary>Registers the message journal.</summary>
internal static class JournalFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddJournal()
        {
            builder.AddSettings<JournalOptions>(JournalOptions.Section);
            builder.Services.AddSingleton<MessageJournal>();
            builder.Services.AddSingleton<MessageReader>();
            builder.Services.AddHostedService(services => services.GetRequiredService<MessageJournal>());
        }
    }
}
