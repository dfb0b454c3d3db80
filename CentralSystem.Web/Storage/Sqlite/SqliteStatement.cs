using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CentralSystem.Web.Storage;

/// <summary>A prepared statement of SQLite, straight on its C interface.</summary>
internal sealed class SqliteStatement : StoreStatement
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public override StoreStatement Bind(int position, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, position, value));
        return this;
    }

    public override StoreStatement Bind(int position, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, position, number) : raw.sqlite3_bind_null(_statement, position));
        return this;
    }

    public override StoreStatement Bind(int position, double? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_double(_statement, position, number) : raw.sqlite3_bind_null(_statement, position));
        return this;
    }

    public override StoreStatement Bind(int position, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_statement, position) : raw.sqlite3_bind_text(_statement, position, value));
        return this;
    }

    public override int Execute()
    {
        try
        {
            Check(raw.sqlite3_step(_statement));
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    public override long ExecuteForId()
    {
        Execute();
        return raw.sqlite3_last_insert_rowid(_database);
    }

    public override bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        Check(result);
        return false;
    }

    public override void Reset() => raw.sqlite3_reset(_statement);

    public override long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public override int Int32(int column) => raw.sqlite3_column_int(_statement, column);

    public override double Double(int column) => raw.sqlite3_column_double(_statement, column);

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public override void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new SqliteException($"SQLite error {result}: '{raw.sqlite3_errmsg(_database).utf8_to_string()}'.", result, raw.sqlite3_extended_errcode(_database));
        }
    }
}
