using System.Collections.Concurrent;
using System.Data.Common;
using CentralSystem.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CentralSystem.Tests.Support;

/// <summary>Which database the running systems of a test use: SQLite, or with <c>TEST_DATABASE=postgres</c> PostgreSQL.</summary>
/// <remarks>A system is known by its data folder; on PostgreSQL each folder has a database of its own.</remarks>
internal static class TestDatabase
{
    /// <summary>Trait of tests that are about the files of SQLite.</summary>
    public const string Trait = "Database";

    private static readonly ConcurrentDictionary<string, Lazy<string>> Databases = new();
    private static readonly Lazy<byte[]> SqliteTemplate = new(MigrateSqlite);

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("TEST_DATABASE") == "postgres";

    /// <summary>The setting for a system in this folder; empty for SQLite.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="migrated">The schema may be there already, which saves time; see <see cref="SeedAsNew"/>.</param>
    public static string ConnectionStringOf(string folder, bool migrated = true) =>
        IsPostgres ? Databases.GetOrAdd(folder, _ => new(() => migrated ? PostgresCluster.Shared.CreateDatabase() : PostgresCluster.Shared.CreateEmptyDatabase())).Value : "";

    /// <summary>Gives a new folder the database that <see cref="SeedAsNew"/> expects: the schema without a row.</summary>
    public static void Prepare(string folder)
    {
        if (!IsPostgres)
        {
            File.WriteAllBytes(SqliteFileOf(folder), SqliteTemplate.Value);
        }
    }

    /// <summary>Makes the first start on a copy of the migrated database one on a new database.</summary>
    public static void SeedAsNew(IServiceCollection services, bool isFirstStart)
    {
        foreach (var seed in services.Where(s => isFirstStart && s.ServiceType == typeof(IStorageSeed)).ToList())
        {
            services.Remove(seed);
            services.AddSingleton<IStorageSeed>(provider => new SeedOfNew((IStorageSeed)(seed.ImplementationFactory is { } make
                ? make(provider)
                : ActivatorUtilities.CreateInstance(provider, seed.ImplementationType!))));
        }
    }

    /// <summary>The database of a system, for a look past the program.</summary>
    public static DbConnection Open(string folder)
    {
        DbConnection connection = IsPostgres
            ? new NpgsqlConnection(ConnectionStringOf(folder) + ";Pooling=false")
            : new SqliteConnection($"Data Source={SqliteFileOf(folder)};Pooling=False");
        connection.Open();
        return connection;
    }

    public static void Drop(string folder)
    {
        if (Databases.TryRemove(folder, out var database))
        {
            PostgresCluster.Shared.DropDatabase(database.Value);
        }
    }

    private static string SqliteFileOf(string folder) => Path.Combine(folder, "central-system.db");

    /// <summary>Every system would take a tenth of a second for it.</summary>
    private static byte[] MigrateSqlite()
    {
        using var folder = new TempDirectory();
        var file = SqliteFileOf(folder.FullName);
        using (var db = new CentralSystemDbContext(new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite($"Data Source={file};Pooling=False").Options))
        {
            db.Database.Migrate();
        }

        return File.ReadAllBytes(file);
    }

    private sealed class SeedOfNew(IStorageSeed seed) : IStorageSeed
    {
        public Task SeedAsync(bool isNew, CancellationToken cancellationToken) => seed.SeedAsync(isNew: true, cancellationToken);
    }
}
