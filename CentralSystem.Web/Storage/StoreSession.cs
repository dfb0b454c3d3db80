namespace CentralSystem.Web.Storage;

/// <summary>The writer's connection: its prepared statements, and the model over the same open transaction.</summary>
/// <remarks>Used by the writer's thread alone.</remarks>
internal abstract class StoreSession : IDisposable
{
    /// <summary>The open transaction raised a domain event: its commit is news to whoever follows them.</summary>
    public bool RaisesEvents { get; set; }

    /// <summary>The statement with this text, prepared once. Pass a constant: it is found by reference.</summary>
    /// <param name="sql">SQL that every database understands; parameters are <c>?</c> or <c>?1</c>.</param>
    public abstract StoreStatement Prepared(string sql);

    /// <summary>The model on this connection, inside the open transaction.</summary>
    public abstract CentralSystemDbContext OpenContext();

    public abstract void Begin();

    public abstract void Commit();

    public abstract void Rollback();

    public abstract void Dispose();
}

/// <summary>A prepared statement, bound and read by position without boxing or names.</summary>
/// <remarks>Positions of parameters count from 1, those of columns from 0. Used by one thread.</remarks>
internal abstract class StoreStatement : IDisposable
{
    public abstract StoreStatement Bind(int position, long value);

    public abstract StoreStatement Bind(int position, long? value);

    public abstract StoreStatement Bind(int position, double? value);

    public abstract StoreStatement Bind(int position, string? value);

    public StoreStatement Bind(int position, DateTimeOffset value) => Bind(position, value.ToUnixTimeMilliseconds());

    public StoreStatement Bind(int position, DateTimeOffset? value) => Bind(position, value?.ToUnixTimeMilliseconds());

    /// <summary>Runs a statement without rows.</summary>
    /// <returns>Rows it changed.</returns>
    public abstract int Execute();

    /// <summary>Moves to the next row; the statement is reset at the end, or by <see cref="Reset"/>.</summary>
    public abstract bool Read();

    public abstract void Reset();

    public abstract long Int64(int column);

    public abstract int Int32(int column);

    public abstract double Double(int column);

    public abstract bool IsNull(int column);

    public abstract string Text(int column);

    public DateTimeOffset Instant(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    public abstract void Dispose();
}
