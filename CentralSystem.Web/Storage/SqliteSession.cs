using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>The writer's connection to the embedded database.</summary>
internal sealed class SqliteSession : StoreSession
{
    private readonly SqliteConnection _connection;
    private readonly DbContextOptions<CentralSystemDbContext> _contextOptions;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private SqliteTransaction? _transaction;

    public SqliteSession(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        _contextOptions = new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(_connection).Options;

        // FULL: an answer that left is on the disk. Under load a commit is shared by many, so it costs what NORMAL costs (docs/decisions/0002).
        // The cache holds the hot ends of tables and indexes (64 MiB).
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");
    }

    public override StoreStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(_connection, sql);
            _statements.Add(sql, statement);
        }

        // A change that failed half-way may have left it standing on a row.
        statement.Reset();
        return statement;
    }

    public override CentralSystemDbContext OpenContext()
    {
        var context = new CentralSystemDbContext(_contextOptions);
        context.Database.UseTransaction(_transaction);
        return context;
    }

    public override void Begin() => _transaction = _connection.BeginTransaction(deferred: false);

    public override void Commit()
    {
        _transaction!.Commit();
        End();
    }

    public override void Rollback()
    {
        _transaction?.Rollback();
        End();
    }

    public override void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
