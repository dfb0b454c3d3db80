using System.Threading.Tasks.Sources;
using CentralSystem.Web.Events;

namespace CentralSystem.Web.Storage;

/// <summary>One change on its way to the database. It shares a commit with whatever waits beside it.</summary>
internal abstract class StoreWrite
{
    /// <summary>Makes the change inside the open database transaction.</summary>
    /// <remarks>Runs on the writer's thread. May run twice when another change of the group fails: it must touch nothing but the database and its own fields.</remarks>
    public abstract void Apply(StoreSession session);

    /// <summary>Called on the writer's thread once the change is durable, in the order of the commits: the place to update what memory mirrors.</summary>
    public virtual void OnCommitted()
    {
    }

    /// <summary>Lets the caller go on; the change is durable.</summary>
    internal abstract void Complete();

    /// <summary>Tells the caller that nothing of the change was kept.</summary>
    internal abstract void Fail(Exception exception);
}

/// <summary>A change that yields a value. The object itself is what its caller awaits, so that a write costs one allocation.</summary>
internal abstract class StoreWrite<TResult> : StoreWrite, IValueTaskSource<TResult>
{
    private ManualResetValueTaskSourceCore<TResult> _completion = new() { RunContinuationsAsynchronously = true };

    /// <summary>What the caller gets; set by <see cref="StoreWrite.Apply"/>.</summary>
    protected TResult Result { get; set; } = default!;

    /// <summary>Completes when the change is durable. May be awaited once.</summary>
    internal ValueTask<TResult> Completion => new(this, _completion.Version);

    internal override void Complete() => _completion.SetResult(Result);

    internal override void Fail(Exception exception) => _completion.SetException(exception);

    TResult IValueTaskSource<TResult>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}

/// <summary>A change made through the model rather than by prepared statements: what operators and rare messages cause.</summary>
/// <param name="change">Makes the change; it is saved when it returns.</param>
/// <param name="onCommitted">Called once it is durable.</param>
internal sealed class ModelWrite<TResult>(Func<CentralSystemDbContext, TResult> change, Action<TResult>? onCommitted) : StoreWrite<TResult>
{
    public override void Apply(StoreSession session)
    {
        using var db = session.OpenContext();
        Result = change(db);
        db.SaveChanges();
        session.ChangesModel = true;
        session.RaisesEvents |= db.ChangeTracker.Entries<DomainEvent>().Any();
    }

    public override void OnCommitted() => onCommitted?.Invoke(Result);
}
