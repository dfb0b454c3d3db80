using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>Registers the message journal.</summary>
internal static class JournalFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddJournal()
        {
            builder.AddSettings<JournalOptions>(JournalOptions.Section);
            builder.Services.AddDbContextFactory<JournalDbContext>((services, options) => options
                .UseSqlite(services.GetRequiredService<StorageFiles>().JournalConnectionString)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
            builder.Services.AddSingleton<MessageJournal>();
            builder.Services.AddSingleton<MessageReader>();
            builder.Services.AddHostedService(services => services.GetRequiredService<MessageJournal>());
        }
    }
}
