using CentralSystem.Web.Settings;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>Registers storage: model, migrations, writer.</summary>
internal static class StorageFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddStorage()
        {
            builder.AddSettings<StorageOptions>(StorageOptions.Section);
            builder.Services.AddSingleton<StorageFiles>();
            builder.Services.AddSingleton<StorageMetrics>();
            builder.Services.AddSingleton<GroupCommitWriter>();
            builder.Services.AddPooledDbContextFactory<CentralSystemDbContext>((services, options) => options
                .UseSqlite(services.GetRequiredService<StorageFiles>().ConnectionString)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
            builder.Services.AddHostedService<StorageStartup>();
            builder.Services.AddHostedService<PeriodicFlusher>();
        }
    }
}
