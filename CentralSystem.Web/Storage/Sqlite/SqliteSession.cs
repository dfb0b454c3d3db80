using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace CentralSystem.Web.Storage;

/// <summary>The writer's connection to the embedded database.</summary>
internal sealed class SqliteSession : StoreSession
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private DbContextOptions<CentralSystemDbContext>? _contextOptions;
    private SqliteTransaction? _transaction;

    /// <param name="connectionString">Names the file.</param>
    /// <param name="pragmas">How durable its commits are, and the like.</param>
    public SqliteSession(string connectionString, string pragmas)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute(pragmas);
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
        _contextOptions ??= new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(_connection).Options;
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
        try
        {
            _transaction?.Rollback();
        }
        catch (SqliteException)
        {
            // SQLite rolled back by itself, as it does when the disk is full.
        }

        End();
    }

    public override StoreFault FaultOf(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: not raw.SQLITE_CONSTRAINT } => StoreFault.Database,
        DbUpdateException { InnerException: SqliteException inner } => FaultOf(inner),
        _ => StoreFault.Change,
    };

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
