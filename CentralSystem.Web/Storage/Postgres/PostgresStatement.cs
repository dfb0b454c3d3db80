using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace CentralSystem.Web.Storage;

/// <summary>A prepared statement of PostgreSQL; its rows are fetched at once, so that another statement may run between them.</summary>
internal sealed class PostgresStatement : StoreStatement
{
    private readonly PostgresSession _session;
    private readonly NpgsqlCommand _command;
    private readonly string _sql;
    private List<object[]>? _rows;
    private int _row;

    public PostgresStatement(PostgresSession session, NpgsqlConnection connection, string sql)
    {
        (_session, _sql) = (session, sql);
        var (numbered, parameters) = PostgresSql.Numbered(sql);
        _command = new NpgsqlCommand(numbered, connection);
        for (var i = 0; i < parameters; i++)
        {
            _command.Parameters.Add(new NpgsqlParameter());
        }
    }

    public override StoreStatement Bind(int position, long value) => Set(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, long? value) => Set(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, double? value) => Set(position, NpgsqlDbType.Double, value);

    public override StoreStatement Bind(int position, string? value) => Set(position, NpgsqlDbType.Text, value is null ? null : PostgresText.Storable(value));

    public override int Execute()
    {
        Prepare();
        return _command.ExecuteNonQuery();
    }

    public override long ExecuteForId() => throw new NotSupportedException("Only a deferred INSERT knows the key of its row.");

    public override bool Read()
    {
        if (_rows is null)
        {
            _rows = Fetch();
            _row = -1;
        }

        if (++_row < _rows.Count)
        {
            return true;
        }

        Reset();
        return false;
    }

    public override void Reset() => _rows = null;

    /// <remarks>A truth value reads as 0 or 1, as on SQLite.</remarks>
    public override long Int64(int column) => Convert.ToInt64(Value(column), CultureInfo.InvariantCulture);

    public override int Int32(int column) => Convert.ToInt32(Value(column), CultureInfo.InvariantCulture);

    public override double Double(int column) => Convert.ToDouble(Value(column), CultureInfo.InvariantCulture);

    public override bool IsNull(int column) => Value(column) is DBNull;

    public override string Text(int column) => (string)Value(column);

    public override void Dispose() => _command.Dispose();

    private object Value(int column) => _rows![_row][column];

    private PostgresStatement Set(int position, NpgsqlDbType type, object? value)
    {
        var parameter = _command.Parameters[position - 1];
        if (parameter.NpgsqlDbType != type)
        {
            parameter.NpgsqlDbType = type;
        }

        parameter.Value = value ?? DBNull.Value;
        return this;
    }

    private void Prepare()
    {
        _session.FlushWhatTouches(_sql);
        if (!_command.IsPrepared)
        {
            _command.Prepare();
        }
    }

    private List<object[]> Fetch()
    {
        Prepare();
        using var reader = _command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
