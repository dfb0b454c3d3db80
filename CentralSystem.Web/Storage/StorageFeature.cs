using CentralSystem.Web.Journal;
using CentralSystem.Web.Settings;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>Registers storage: database, model, migrations, writer.</summary>
internal static class StorageFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddStorage()
        {
            var options = builder.AddSettings<StorageOptions>(StorageOptions.Section);
            builder.Services.AddSingleton<StorageFiles>();
            builder.Services.AddSingleton<StorageMetrics>();
            builder.Services.AddSingleton<GroupCommitWriter>();
            if (options.ConnectionString.Length == 0)
            {
                builder.AddSqlite();
            }
            else
            {
                builder.AddPostgres(options.ConnectionString);
            }

            builder.Services.AddHostedService<StorageStartup>();
            builder.Services.AddHostedService<PeriodicFlusher>();
        }

        private void AddSqlite()
        {
            builder.Services.AddSingleton<Store, SqliteStore>();
            builder.Services.AddPooledDbContextFactory<CentralSystemDbContext>((services, options) => options
                .UseSqlite(services.GetRequiredService<StorageFiles>().ConnectionString)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
            builder.Services.AddDbContextFactory<JournalDbContext>((services, options) => options
                .UseSqlite(services.GetRequiredService<StorageFiles>().JournalConnectionString)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        }

        private void AddPostgres(string connectionString)
        {
            var address = PostgresAddress.Parse(connectionString);
            builder.Services.AddSingleton(address);
            builder.Services.AddSingleton<PostgresStore>();
            builder.Services.AddSingleton<Store>(services => services.GetRequiredService<PostgresStore>());
            builder.Services.AddPooledDbContextFactory<PostgresDbContext>((services, options) => options
                .UseNpgsql(services.GetRequiredService<PostgresStore>().Readers, PostgresStore.ReadAgain)
                .AddInterceptors(PostgresText.Interceptor)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
            builder.Services.AddSingleton<IDbContextFactory<CentralSystemDbContext>, PostgresContexts>();
            builder.Services.AddDbContextFactory<JournalDbContext>((services, options) => options
                .UseNpgsql(services.GetRequiredService<PostgresStore>().Readers, PostgresStore.ReadAgain)
                .AddInterceptors(PostgresText.Interceptor)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        }
    }

    /// <summary>Hands out the model on PostgreSQL to those who need not know.</summary>
    private sealed class PostgresContexts(IDbContextFactory<PostgresDbContext> contexts) : IDbContextFactory<CentralSystemDbContext>
    {
        public CentralSystemDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
