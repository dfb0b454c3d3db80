using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>A database that is filled faster than its program would: rules that hold by construction are not checked.</summary>
internal interface IBulkTarget : IDisposable
{
    /// <summary>Begins rows of a table; several tables may be open at once.</summary>
    IBulkRows Open(string table, params string[] columns);

    long Count(string table);

    /// <summary>Makes the database as it is after months of use: everything committed, numbers going on after the last one.</summary>
    /// <param name="numbered">Tables and the column the database numbers.</param>
    void Finish(params (string Table, string Column)[] numbered);
}

internal interface IBulkRows : IDisposable
{
    void Add(params ReadOnlySpan<object?> values);
}

/// <summary>One transaction of prepared inserts.</summary>
internal sealed class SqliteBulkTarget : IBulkTarget
{
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    public SqliteBulkTarget(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
    }

    public IBulkRows Open(string table, params string[] columns)
    {
        _transaction ??= _connection.BeginTransaction();
        return new Rows(_connection, _transaction, table, columns);
    }

    public long Count(string table)
    {
        using var command = new SqliteCommand($"SELECT count(*) FROM {table}", _connection, _transaction);
        return (long)command.ExecuteScalar()!;
    }

    public void Finish(params (string Table, string Column)[] numbered)
    {
        _transaction?.Commit();
        _transaction = null;
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        command.ExecuteNonQuery();
    }

    private sealed class Rows : IBulkRows
    {
        private readonly SqliteCommand _insert;

        public Rows(SqliteConnection connection, SqliteTransaction transaction, string table, string[] columns)
        {
            var parameters = columns.Select((_, i) => $"@p{i}").ToArray();
            _insert = new SqliteCommand($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", parameters)})", connection, transaction);
            _insert.Parameters.AddRange(parameters.Select(name => new SqliteParameter(name, null)));
        }

        public void Add(params ReadOnlySpan<object?> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            }

            _insert.ExecuteNonQuery();
        }

        public void Dispose() => _insert.Dispose();
    }
}

/// <summary>COPY, on a connection for each table.</summary>
internal sealed class PostgresBulkTarget(string connectionString) : IBulkTarget
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public IBulkRows Open(string table, params string[] columns)
    {
        var connection = _source.OpenConnection();
        using (var command = new NpgsqlCommand("SET session_replication_role = replica", connection))
        {
            command.ExecuteNonQuery();
        }

        return new Rows(connection, connection.BeginBinaryImport($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)"));
    }

    public long Count(string table)
    {
        using var command = _source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)command.ExecuteScalar()!;
    }

    public void Finish(params (string Table, string Column)[] numbered)
    {
        foreach (var (table, column) in numbered)
        {
            Execute($"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT max({column}) FROM {table}))");
        }

        // What autovacuum does within minutes.
        Execute("VACUUM ANALYZE");
    }

    public void Dispose() => _source.Dispose();

    private void Execute(string sql)
    {
        using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private sealed class Rows(NpgsqlConnection connection, NpgsqlBinaryImporter importer) : IBulkRows
    {
        public void Add(params ReadOnlySpan<object?> values)
        {
            importer.StartRow();
            foreach (var value in values)
            {
                Write(value);
            }
        }

        public void Dispose()
        {
            importer.Complete();
            importer.Dispose();
            connection.Dispose();
        }

        private void Write(object? value)
        {
            switch (value)
            {
                case null:
                    importer.WriteNull();
                    break;
                case int number:
                    importer.Write(number, NpgsqlDbType.Integer);
                    break;
                case long number:
                    importer.Write(number, NpgsqlDbType.Bigint);
                    break;
                case double number:
                    importer.Write(number, NpgsqlDbType.Double);
                    break;
                case bool flag:
                    importer.Write(flag, NpgsqlDbType.Boolean);
                    break;
                case Guid id:
                    importer.Write(id, NpgsqlDbType.Uuid);
                    break;
                default:
                    importer.Write((string)value, NpgsqlDbType.Text);
                    break;
            }
        }
    }
}
