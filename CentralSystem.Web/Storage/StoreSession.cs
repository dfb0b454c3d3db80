namespace CentralSystem.Web.Storage;

/// <summary>The writer's connection: its prepared statements, and the model over the same open transaction.</summary>
/// <remarks>Used by the writer's thread alone.</remarks>
internal abstract class StoreSession : IDisposable
{
    /// <summary>The open transaction raised a domain event: its commit is news to whoever follows them.</summary>
    public bool RaisesEvents { get; set; }

    /// <summary>The open transaction changes something through the model: what an operator did, or what happens rarely.</summary>
    public bool ChangesModel { get; set; }

    /// <summary>The statement with this text, prepared once. Pass a constant: it is found by reference.</summary>
    /// <param name="sql">SQL that every database understands; parameters are <c>?</c> or <c>?1</c>.</param>
    public abstract StoreStatement Prepared(string sql);

    /// <summary>The same for a statement whose outcome nobody looks at: a database that is far away gets it with others, at one go.</summary>
    /// <remarks>
    /// It takes effect before any later statement that names its table, before the model is opened, and before the commit.
    /// An <c>INSERT INTO t (c, ...) VALUES (?, ...)</c> is fastest. Rows that others refer to are deferred before these are.
    /// </remarks>
    public virtual StoreStatement Deferred(string sql) => Prepared(sql);

    /// <summary>The model on this connection, inside the open transaction.</summary>
    public abstract CentralSystemDbContext OpenContext();

    public abstract void Begin();

    public abstract void Commit();

    /// <summary>Forgets the open transaction; never fails.</summary>
    public abstract void Rollback();

    /// <summary>What a failure of this session is about.</summary>
    public abstract StoreFault FaultOf(Exception exception);

    /// <summary>Whether a commit was under way when the connection broke, so that only <see cref="Reconnect"/> can tell if it took effect.</summary>
    public virtual bool IsInDoubt => false;

    /// <summary>Connects again after <see cref="StoreFault.Connection"/>.</summary>
    /// <returns>Whether the transaction in doubt was committed; false when there was none.</returns>
    /// <remarks>Errors: <see cref="StoreSupersededException"/>.</remarks>
    public virtual bool Reconnect() => throw new NotSupportedException();

    public abstract void Dispose();
}

/// <summary>What a failure is about.</summary>
internal enum StoreFault
{
    /// <summary>The change itself: it would fail again.</summary>
    Change,

    /// <summary>The database: disk full, file damaged, table missing.</summary>
    Database,

    /// <summary>The connection to the database is gone.</summary>
    Connection,
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
    /// <returns>Rows it changed; of no meaning for a deferred one.</returns>
    public abstract int Execute();

    /// <summary>Runs an INSERT of one row into a table whose key is a generated <c>id</c>.</summary>
    /// <returns>The key of the row.</returns>
    public abstract long ExecuteForId();

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
