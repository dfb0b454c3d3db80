using System.Collections.Concurrent;
using System.Diagnostics;

namespace CentralSystem.Web.Storage;

/// <summary>The one writer of the database: takes every change that waits, commits them together, and lets their callers go on.</summary>
/// <remarks>
/// There is no timer: the commit under way is the window in which the next group gathers, so a lone change waits for nobody and
/// a thousand share one flush of the disk (docs/decisions/0002-group-commit-writer.md). A connection has at most one change
/// under way per CALL it handles, so the queue is bounded by the connections and slows each of them down alone.
/// </remarks>
internal sealed partial class GroupCommitWriter : IDisposable
{
    private const int LargestGroup = 512;

    /// <summary>SQLITE_CONSTRAINT.</summary>
    private const int ConstraintViolation = 19;

    private readonly ConcurrentQueue<StoreWrite> _queue = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly StorageFiles _files;
    private readonly StorageMetrics _metrics;
    private readonly ILogger<GroupCommitWriter> _logger;
    private readonly Lock _lifetime = new();
    private Thread? _thread;
    private int _signalled;
    private long _groupBegan;
    private volatile bool _lastFailed;
    private volatile bool _stopping;

    public GroupCommitWriter(StorageFiles files, StorageMetrics metrics, ILogger<GroupCommitWriter> logger) =>
        (_files, _metrics, _logger) = (files, metrics, logger);

    /// <summary>Longest time a commit may take before the database counts as not answering.</summary>
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(5);

    /// <summary>Whether changes are committed: no group is stuck, and the last one did not fail.</summary>
    public bool IsHealthy =>
        !_lastFailed && (Interlocked.Read(ref _groupBegan) is var began && (began == 0 || Stopwatch.GetElapsedTime(began) < LongestCommit));

    /// <summary>Changes that wait for a commit.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Starts the writer's thread; the schema must be there.</summary>
    public void Start()
    {
        var session = new SqliteSession(_files.ConnectionString);
        _thread = new Thread(() => Run(session)) { Name = "storage writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues a change; completes when it is durable.</summary>
    public ValueTask<TResult> WriteAsync<TResult>(StoreWrite<TResult> write)
    {
        if (_stopping)
        {
            throw new InvalidOperationException("The storage is closed.");
        }

        _queue.Enqueue(write);
        Signal();
        return write.Completion;
    }

    /// <summary>Makes a change through the model; completes when it is durable.</summary>
    /// <param name="change">Runs on the writer's thread inside the transaction of its group; it is saved when it returns. May run twice.</param>
    /// <param name="onCommitted">Called on the writer's thread once it is durable.</param>
    public ValueTask<TResult> ChangeAsync<TResult>(Func<CentralSystemDbContext, TResult> change, Action<TResult>? onCommitted = null) =>
        WriteAsync(new ModelWrite<TResult>(change, onCommitted));

    /// <summary>Commits what waits and ends the thread.</summary>
    public void Dispose()
    {
        lock (_lifetime)
        {
            if (!_stopping)
            {
                _stopping = true;
                Signal();
                _thread?.Join();
                _waiting.Dispose();
            }
        }
    }

    /// <summary>Wakes the thread once, however many changes come before it looks.</summary>
    private void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            _waiting.Release();
        }
    }

    private void Run(StoreSession session)
    {
        using (session)
        {
            var group = new List<StoreWrite>(LargestGroup);
            while (true)
            {
                _waiting.Wait();
                Interlocked.Exchange(ref _signalled, 0);
                while (TakeGroup(group))
                {
                    CommitGroup(session, group);
                    group.Clear();
                }

                if (_stopping)
                {
                    return;
                }
            }
        }
    }

    private bool TakeGroup(List<StoreWrite> group)
    {
        while (group.Count < LargestGroup && _queue.TryDequeue(out var write))
        {
            group.Add(write);
        }

        return group.Count > 0;
    }

    private void CommitGroup(StoreSession session, List<StoreWrite> group)
    {
        var began = Stopwatch.GetTimestamp();
        Interlocked.Exchange(ref _groupBegan, began);
        try
        {
            Commit(session, group);
            _lastFailed = false;
        }
        catch (Exception e) when (group.Count > 1)
        {
            // One change spoils the group: each gets a commit of its own, and only the culprit fails.
            LogGroupFailed(e, group.Count);
            foreach (var write in group)
            {
                CommitAlone(session, write);
            }

            return;
        }
        catch (Exception e)
        {
            // Its caller reports it. A change may fail for what it is; a database fails for what it is, too.
            _lastFailed = e is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: not ConstraintViolation };
            group[0].Fail(e);
            return;
        }
        finally
        {
            Interlocked.Exchange(ref _groupBegan, 0);
        }

        _metrics.Committed(group.Count, began);
        Release(group);
    }

    private void CommitAlone(StoreSession session, StoreWrite write)
    {
        try
        {
            Commit(session, [write]);
        }
        catch (Exception e)
        {
            // Whoever waits for the change gets the exception: it is theirs to report.
            write.Fail(e);
            return;
        }

        Release([write]);
    }

    private static void Commit(StoreSession session, List<StoreWrite> group)
    {
        session.Begin();
        try
        {
            foreach (var write in group)
            {
                write.Apply(session);
            }

            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private void Release(List<StoreWrite> group)
    {
        foreach (var write in group)
        {
            try
            {
                write.OnCommitted();
            }
            catch (Exception e)
            {
                // The change is durable all the same; only its mirror in memory is in doubt.
                LogMirrorFailed(e, write.GetType().Name);
            }

            write.Complete();
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "A group of {Count} changes could not be committed together; each is tried alone")]
    private partial void LogGroupFailed(Exception exception, int count);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "{Change} is stored, but memory could not follow")]
    private partial void LogMirrorFailed(Exception exception, string change);
}
