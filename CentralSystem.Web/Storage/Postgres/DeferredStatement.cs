using Npgsql;
using NpgsqlTypes;

namespace CentralSystem.Web.Storage;

/// <summary>Executions of one statement that wait to go out together.</summary>
/// <param name="session">Whose transaction they belong to.</param>
/// <param name="sql">The statement.</param>
internal abstract class DeferredStatement(PostgresSession session, string sql) : StoreStatement
{
    /// <summary>Whoever names it must see what waits here.</summary>
    public string Table { get; } = PostgresSql.TableOf(sql);

    public abstract bool IsEmpty { get; }

    protected PostgresSession Session => session;

    /// <summary>Adds what waits to a batch and forgets it.</summary>
    public abstract void MoveTo(NpgsqlBatch batch);

    /// <summary>Forgets what waits.</summary>
    public abstract void Clear();

    public override int Execute()
    {
        if (IsEmpty)
        {
            session.Defer(this);
        }

        Keep();
        return 0;
    }

    public override bool Read() => throw NoRows();

    /// <summary>What was bound and not executed is bound anew.</summary>
    public override void Reset()
    {
    }

    public override long Int64(int column) => throw NoRows();

    public override int Int32(int column) => throw NoRows();

    public override double Double(int column) => throw NoRows();

    public override bool IsNull(int column) => throw NoRows();

    public override string Text(int column) => throw NoRows();

    public override void Dispose()
    {
    }

    /// <summary>Keeps what is bound.</summary>
    protected abstract void Keep();

    private static NotSupportedException NoRows() => new("A deferred statement has no rows.");
}

/// <summary>Rows of one table as an array for each column: any number of them is one statement.</summary>
internal sealed class DeferredRows(PostgresSession session, string sql, RowInsert insert) : DeferredStatement(session, sql)
{
    private readonly List<IColumn> _columns = [];
    private List<long>? _ids;
    private string? _arrays;
    private int _count;

    public override bool IsEmpty => _count == 0;

    public override StoreStatement Bind(int position, long value) => Set<long?>(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, long? value) => Set(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, double? value) => Set(position, NpgsqlDbType.Double, value);

    public override StoreStatement Bind(int position, string? value) => Set(position, NpgsqlDbType.Text, value is null ? null : PostgresText.Storable(value));

    public override long ExecuteForId()
    {
        var id = Session.NewId(insert.Table);
        (_ids ??= []).Add(id);
        Execute();
        return id;
    }

    public override void MoveTo(NpgsqlBatch batch)
    {
        var command = new NpgsqlBatchCommand(_arrays ??= insert.OfArrays(withId: _ids is not null));
        if (_ids is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = _ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        foreach (var column in _columns)
        {
            command.Parameters.Add(column.ToParameter());
        }

        batch.BatchCommands.Add(command);
        Clear();
    }

    public override void Clear()
    {
        _columns.ForEach(column => column.Clear());
        _ids?.Clear();
        _count = 0;
    }

    protected override void Keep()
    {
        _columns.ForEach(column => column.Keep());
        _count++;
    }

    private DeferredRows Set<T>(int position, NpgsqlDbType type, T value)
    {
        if (position > _columns.Count)
        {
            _columns.Add(new Column<T>(type));
        }

        ((Column<T>)_columns[position - 1]).Bound = value;
        return this;
    }

    private interface IColumn
    {
        void Keep();

        void Clear();

        NpgsqlParameter ToParameter();
    }

    private sealed class Column<T>(NpgsqlDbType type) : IColumn
    {
        private readonly List<T> _values = [];

        public T Bound { get; set; } = default!;

        public void Keep() => _values.Add(Bound);

        public void Clear() => _values.Clear();

        public NpgsqlParameter ToParameter() => new() { Value = _values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}

/// <summary>Executions of any other statement: still one round trip, though the database runs them one by one.</summary>
internal sealed class DeferredExecutions(PostgresSession session, string sql) : DeferredStatement(session, sql)
{
    private readonly (string Sql, int Parameters) _numbered = PostgresSql.Numbered(sql);
    private readonly List<NpgsqlParameter[]> _executions = [];
    private NpgsqlParameter[]? _bound;

    public override bool IsEmpty => _executions.Count == 0;

    public override StoreStatement Bind(int position, long value) => Set(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, long? value) => Set(position, NpgsqlDbType.Bigint, value);

    public override StoreStatement Bind(int position, double? value) => Set(position, NpgsqlDbType.Double, value);

    public override StoreStatement Bind(int position, string? value) => Set(position, NpgsqlDbType.Text, value is null ? null : PostgresText.Storable(value));

    public override long ExecuteForId() => throw new NotSupportedException("Only a deferred INSERT knows the key of its row.");

    public override void MoveTo(NpgsqlBatch batch)
    {
        foreach (var parameters in _executions)
        {
            var command = new NpgsqlBatchCommand(_numbered.Sql);
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        Clear();
    }

    public override void Clear() => _executions.Clear();

    protected override void Keep()
    {
        _executions.Add(_bound!);
        _bound = null;
    }

    private DeferredExecutions Set(int position, NpgsqlDbType type, object? value)
    {
        _bound ??= new NpgsqlParameter[_numbered.Parameters];
        _bound[position - 1] = new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type };
        return this;
    }
}
