using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CentralSystem.Web.Storage;

/// <summary>A writer's connection to PostgreSQL. What is deferred goes out in one round trip, with the question for the transaction's id.</summary>
/// <param name="connect">Opens a connection of its own.</param>
internal class PostgresSession(Func<NpgsqlConnection> connect) : StoreSession
{
    /// <summary>Keys fetched at once; those left when the process ends are never used.</summary>
    private const int KeysAtOnce = 1_000;

    private const string StatusOfTransaction = "SELECT pg_xact_status($1::xid8)";

    private const string TransactionId = "SELECT pg_current_xact_id_if_assigned()::text";

    private readonly Dictionary<string, PostgresStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, DeferredStatement> _deferred = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Queue<long>> _keys = [];
    private readonly List<DeferredStatement> _waiting = [];
    private NpgsqlTransaction? _transaction;
    private DbContextOptions<PostgresDbContext>? _contextOptions;
    private string? _doubtful;
    private string? _confirmed;

    public override bool IsInDoubt => _doubtful is not null;

    protected NpgsqlConnection Connection { get; private set; } = connect();

    public override StoreStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new PostgresStatement(this, Connection, sql);
            _statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    public override StoreStatement Deferred(string sql)
    {
        if (!_deferred.TryGetValue(sql, out var statement))
        {
            statement = PostgresSql.AsRowInsert(sql) is { } insert ? new DeferredRows(this, sql, insert) : new DeferredExecutions(this, sql);
            _deferred.Add(sql, statement);
        }

        return statement;
    }

    public override CentralSystemDbContext OpenContext()
    {
        Flush();
        _contextOptions ??= PostgresStore.Configure(new DbContextOptionsBuilder<PostgresDbContext>(), builder => builder.UseNpgsql(Connection)).Options;
        var context = new PostgresDbContext(_contextOptions);
        context.Database.AutoSavepointsEnabled = false;
        context.Database.UseTransaction(_transaction);
        return context;
    }

    public override void Begin() => _transaction = Connection.BeginTransaction();

    public override void Commit()
    {
        // Should the connection break before the answer to COMMIT comes, this id tells whether it took effect.
        using (var batch = Batch())
        {
            var question = new NpgsqlBatchCommand(TransactionId);
            batch.BatchCommands.Add(question);
            _doubtful = Run(batch);
        }

        try
        {
            _transaction!.Commit();
        }
        catch (PostgresException) when (Connection.State == System.Data.ConnectionState.Open)
        {
            // Refused, not lost.
            _doubtful = null;
            throw;
        }

        (_confirmed, _doubtful) = (_doubtful ?? _confirmed, null);
        End();
    }

    public override void Rollback()
    {
        _waiting.ForEach(statement => statement.Clear());
        _waiting.Clear();
        try
        {
            if (_doubtful is null)
            {
                _transaction?.Rollback();
            }

            End();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is gone, and the transaction with it.
            _transaction = null;
        }
    }

    public override StoreFault FaultOf(Exception exception) => exception switch
    {
        _ when IsInDoubt || Connection.State != System.Data.ConnectionState.Open => StoreFault.Connection,
        DbUpdateException { InnerException: NpgsqlException inner } => FaultOf(inner),

        // Data (22), constraints (23), too large (54), raised by a trigger (P0): the change's own. Server going down or read-only after a change of roles: another connection may do.
        PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] or ['P', '0', ..] } => StoreFault.Change,
        PostgresException { SqlState: ['0', '8', ..] or ['5', '7', 'P', ..] or PostgresErrorCodes.ReadOnlySqlTransaction } => StoreFault.Connection,
        NpgsqlException => StoreFault.Database,
        _ => StoreFault.Change,
    };

    public override bool Reconnect()
    {
        Forget();
        Connection = connect();

        // The lock of the new connection was free, so the old one has ended: its transactions are over, one way or the other.
        if (_confirmed is { } last && Stands(last) is false)
        {
            Forget();
            throw new StoreSupersededException("The database has lost changes that it had confirmed, as after a failover to a server that was behind.");
        }

        var stands = _doubtful is { } id && Stands(id) is true;
        _doubtful = null;
        return stands;
    }

    public override void Dispose() => Forget();

    /// <summary>Notes that a deferred statement has something to send.</summary>
    internal void Defer(DeferredStatement statement) => _waiting.Add(statement);

    /// <summary>Sends what waits, if the statement could tell the difference.</summary>
    internal void FlushWhatTouches(string sql)
    {
        foreach (var statement in _waiting)
        {
            if (sql.Contains(statement.Table, StringComparison.Ordinal))
            {
                Flush();
                return;
            }
        }
    }

    /// <summary>A key for a new row, from a block fetched before.</summary>
    internal long NewId(string table)
    {
        if (!_keys.TryGetValue(table, out var keys))
        {
            keys = _keys[table] = new Queue<long>(KeysAtOnce);
        }

        if (keys.Count == 0)
        {
            using var command = new NpgsqlCommand($"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {KeysAtOnce})", Connection);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                keys.Enqueue(reader.GetInt64(0));
            }
        }

        return keys.Dequeue();
    }

    private void Flush()
    {
        if (_waiting.Count > 0)
        {
            using var batch = Batch();
            Run(batch);
        }
    }

    private NpgsqlBatch Batch()
    {
        var batch = new NpgsqlBatch(Connection, _transaction);
        _waiting.ForEach(statement => statement.MoveTo(batch));
        _waiting.Clear();
        return batch;
    }

    /// <returns>The value of the last row, if there was one.</returns>
    private static string? Run(NpgsqlBatch batch)
    {
        batch.Prepare();
        using var reader = batch.ExecuteReader();
        string? value = null;
        do
        {
            while (reader.Read())
            {
                value = reader.IsDBNull(0) ? null : reader.GetString(0);
            }
        }
        while (reader.NextResult());
        return value;
    }

    /// <summary>Whether a transaction was committed; null for one so old that nobody knows any more.</summary>
    private bool? Stands(string transactionId)
    {
        using var command = new NpgsqlCommand(StatusOfTransaction, Connection) { Parameters = { new() { Value = transactionId, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } } };
        try
        {
            return command.ExecuteScalar() is string status ? status == "committed" : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            // An id that this server has yet to give: it never heard of the transaction.
            return false;
        }
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _deferred.Clear();
        _waiting.Clear();
        _keys.Clear();
        _contextOptions = null;
        _transaction = null;
        Connection.Dispose();
    }
}
