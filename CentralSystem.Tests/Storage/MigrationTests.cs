using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace CentralSystem.Tests.Storage;

/// <summary>Databases of every version come up to this one, and both kinds have the same schema.</summary>
[Trait(TestDatabase.Trait, "Sqlite")]
public sealed class MigrationTests
{
    [Fact]
    public async Task Database_of_the_first_version_is_upgraded_with_its_rows()
    {
        const string Password = "a quiet blue harbour";
        await using var system = await RunningCentralSystem.StartAsync();
        var hash = system.Get<Passwords>().Hash(Password);
        await system.StopAsync();
        SqliteConnection.ClearAllPools();
        Directory.GetFiles(system.DataDirectory, "central-system.db*").ToList().ForEach(File.Delete);
        await using (var db = new CentralSystemDbContext(Sqlite($"Data Source={Path.Combine(system.DataDirectory, "central-system.db")};Pooling=False")))
        {
            await db.GetService<IMigrator>().MigrateAsync("20261123084729_Initial");
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO charge_points (identity, registration, created_at) VALUES ('OLD', 'Accepted', 0);
                INSERT INTO transactions (charge_point_key, connector_id, id_tag, meter_start, start_timestamp, start_received_at, authorization_status, flags)
                VALUES (1, 1, 'TAG', 5, 0, 0, 'Accepted', 0);
                INSERT INTO id_tags (id, status, created_at, updated_at) VALUES ('Tag', 'Accepted', 0, 0);
                INSERT INTO meter_values (charge_point_key, connector_id, transaction_id, timestamp) VALUES (1, 1, 1, 0);
                """);
            await db.GetService<IMigrator>().MigrateAsync("20261124212145_TruthAndOrders");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO users (name, role, enabled, password_hash, created_at, password_changed_at, revision) VALUES ('ada', 'Admin', 1, {hash}, 0, 0, 0)");
        }

        await system.RestartAsync();
        (await system.TransactionsAsync()).ShouldHaveSingleItem().MeterStart.ShouldBe(5);
        (await system.ReadAsync(db => db.ChargePoints.SingleAsync())).Identity.ShouldBe("OLD");
        (await system.ReadAsync(db => db.IdTags.SingleAsync())).Id.ShouldBe("Tag");
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(1);
        await using var chargePoint = await system.ConnectAsync("OLD");
        using var ada = await system.LogInAsync("ada", Password);
        (await ada.ReadAsync("/api/v1/transactions")).Status.ShouldBe(200, "nothing has to be done first by a user of before");
    }

    [Fact]
    public void Migrations_of_both_databases_say_what_the_model_says()
    {
        using var sqlite = new CentralSystemDbContext(Sqlite("Data Source=:memory:"));
        using var postgres = new PostgresDbContext(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql("Host=nowhere;Database=none").Options);
        sqlite.Database.HasPendingModelChanges().ShouldBeFalse();
        postgres.Database.HasPendingModelChanges().ShouldBeFalse();
        Describe(postgres).ShouldBe(Describe(sqlite));
    }

    [SkippableFact, Trait(TestDatabase.Trait, "Postgres")]
    public void Migrated_databases_have_the_same_tables_columns_and_indexes()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        using var sqlite = new SqliteConnection("Data Source=:memory:");
        sqlite.Open();
        using (var db = new CentralSystemDbContext(new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(sqlite).Options))
        {
            db.Database.Migrate();
        }

        using var postgres = new NpgsqlConnection(PostgresCluster.Shared.CreateDatabase() + ";Pooling=false");
        postgres.Open();
        Rows(postgres, "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END FROM information_schema.columns WHERE table_schema = 'public'")
            .ShouldBe(Rows(sqlite, "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN '?' ELSE '' END FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> '__EFMigrationsLock'"));
        Rows(postgres, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'PK%'")
            .ShouldBe(Rows(sqlite, "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%'"));
    }

    private static DbContextOptions<CentralSystemDbContext> Sqlite(string connectionString) => new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(connectionString).Options;

    private static string[] Describe(DbContext db) => [.. db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables
        .SelectMany(t => t.Columns.Select(c => $"{t.Name}.{c.Name} {(c.IsNullable ? "null" : "")}")
            .Concat(t.Indexes.Select(i => $"{t.Name} ({string.Join(",", i.Columns.Select(c => c.Name))}) {i.IsUnique} {i.Filter}")))
        .Order(StringComparer.Ordinal)];

    private static string[] Rows(System.Data.Common.DbConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            // PostgreSQL cuts names of more than 63 bytes.
            var name = reader.GetString(0);
            rows.Add(name[..Math.Min(name.Length, 62)]);
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
