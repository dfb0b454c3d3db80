using CentralSystem.Benchmarks.Runs;
using Npgsql;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>A database of one side of the measure, and the central system on it.</summary>
/// <param name="Directory">Of the SQLite files; with PostgreSQL of nothing but stored files.</param>
/// <param name="ConnectionString">PostgreSQL; null for SQLite.</param>
internal sealed record QueryStore(string Directory, string? ConnectionString)
{
    public const string ApiKey = "benchmark-key-0123456789abcdef";

    /// <summary>Nothing grows old while it is measured.</summary>
    private Dictionary<string, string> Settings => new()
    {
        ["Storage__DataDirectory"] = Directory,
        ["DATABASE_URL"] = ConnectionString ?? "",
        ["BOOTSTRAP_API_KEY"] = ApiKey,
        ["Events__RetentionDays"] = "3650",
        ["Journal__RetentionDays"] = "3650",
    };

    /// <summary>A database of the same kind that is empty, made anew.</summary>
    public QueryStore Empty()
    {
        var directory = Directory.TrimEnd('/') + "-empty";
        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }

        if (ConnectionString is null)
        {
            return new QueryStore(directory, null);
        }

        var address = new NpgsqlConnectionStringBuilder(ConnectionString);
        var name = address.Database + "_empty";
        using var source = NpgsqlDataSource.Create(ConnectionString);
        foreach (var sql in (string[])[$"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"CREATE DATABASE {name}"])
        {
            using var command = source.CreateCommand(sql);
            command.ExecuteNonQuery();
        }

        address.Database = name;
        return new QueryStore(directory, address.ConnectionString);
    }

    public Task<ServerProcess> StartAsync(RunOptions options, int port) => ServerProcess.StartCentralSystemAsync(options, port, Bench.PingIntervalMs, Settings);

    public IBulkTarget Open() => ConnectionString is null ? new SqliteBulkTarget(Path.Combine(Directory, "central-system.db")) : new PostgresBulkTarget(ConnectionString);

    /// <summary>The journal, and the name of its table there.</summary>
    public (IBulkTarget Target, string Table) OpenJournal() =>
        ConnectionString is null ? (new SqliteBulkTarget(Path.Combine(Directory, "journal.db")), "messages") : (new PostgresBulkTarget(ConnectionString), "journal.messages");
}
