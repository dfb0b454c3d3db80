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

    /// <summary>Times a group is applied when the connection breaks under it each time; then each change is tried alone.</summary>
    private const int MostAttempts = 3;

    private readonly ConcurrentQueue<StoreWrite> _queue = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Store _store;
    private readonly IHostApplicationLifetime _program;
    private readonly StorageMetrics _metrics;
    private readonly ILogger<GroupCommitWriter> _logger;
    private readonly Lock _lifetime = new();
    private readonly Lock _mirroring = new();
    private TaskCompletionSource? _mirrored;
    private bool _isGroupUnderWay;
    private Thread? _thread;
    private int _signalled;
    private long _groupBegan;
    private long _lostSince;
    private volatile bool _lastFailed;
    private volatile bool _stopping;

    public GroupCommitWriter(Store store, StorageMetrics metrics, IHostApplicationLifetime program, ILogger<GroupCommitWriter> logger) =>
        (_store, _metrics, _program, _logger) = (store, metrics, program, logger);

    /// <summary>Longest time a commit may take before the database counts as not answering.</summary>
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(5);

    /// <summary>How long changes wait for a database that went away; then they fail, so that nothing piles up.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Whether changes are committed: no group is stuck, and the last one did not fail.</summary>
    public bool IsHealthy =>
        !_lastFailed && Interlocked.Read(ref _lostSince) == 0 && (Interlocked.Read(ref _groupBegan) is var began && (began == 0 || Stopwatch.GetElapsedTime(began) < LongestCommit));

    /// <summary>Whether the program stops because another start has to read anew what the database holds.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Called on the writer's thread after a commit that raised domain events, once memory mirrors it; must return at once.</summary>
    public Action? EventsCommitted { get; set; }

    /// <summary>Called on the writer's thread after a commit of changes through the model, which no event may tell of; must return at once.</summary>
    public event Action? ModelChanged;

    /// <summary>Changes that wait for a commit.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Starts the writer's thread; the schema must be there.</summary>
    public void Start()
    {
        var session = _store.OpenSession();
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

    /// <summary>Queues a change that nobody waits for; it reports its own failure.</summary>
    public void Queue(StoreWrite write)
    {
        if (!_stopping)
        {
            _queue.Enqueue(write);
            Signal();
        }
    }

    /// <summary>Makes a change through the model; completes when it is durable.</summary>
    /// <param name="change">Runs on the writer's thread inside the transaction of its group; it is saved when it returns. May run twice.</param>
    /// <param name="onCommitted">Called on the writer's thread once it is durable.</param>
    public ValueTask<TResult> ChangeAsync<TResult>(Func<CentralSystemDbContext, TResult> change, Action<TResult>? onCommitted = null) =>
        WriteAsync(new ModelWrite<TResult>(change, onCommitted));

    /// <summary>Completes when memory mirrors all that was committed so far. Who reads the database may see a change before its <see cref="StoreWrite.OnCommitted"/> has run.</summary>
    public Task MirroredAsync()
    {
        lock (_mirroring)
        {
            return _isGroupUnderWay ? (_mirrored ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

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
                if (!_waiting.Wait(_lostSince == 0 ? Timeout.InfiniteTimeSpan : LongestPause))
                {
                    TryReconnect(session);
                    continue;
                }

                Interlocked.Exchange(ref _signalled, 0);
                while (TakeGroup(group))
                {
                    NoteBegin();
                    try
                    {
                        CommitGroup(session, group);
                    }
                    finally
                    {
                        NoteMirrored();
                    }

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

    private void NoteBegin()
    {
        lock (_mirroring)
        {
            _isGroupUnderWay = true;
        }
    }

    private void NoteMirrored()
    {
        TaskCompletionSource? mirrored;
        lock (_mirroring)
        {
            (mirrored, _mirrored, _isGroupUnderWay) = (_mirrored, null, false);
        }

        mirrored?.SetResult();
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
        catch (Exception e) when (e is StoreUnavailableException or StoreSupersededException)
        {
            group.ForEach(write => write.Fail(e));
            return;
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
            _lastFailed = session.FaultOf(e) != StoreFault.Change;
            group[0].Fail(e);
            return;
        }
        finally
        {
            Interlocked.Exchange(ref _groupBegan, 0);
        }

        _metrics.Committed(group.Count, began);
        Release(session, group);
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

        Release(session, [write]);
    }

    /// <summary>Commits the group, over a new connection when the old one breaks.</summary>
    private void Commit(StoreSession session, List<StoreWrite> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (_lostSince != 0)
                {
                    Reconnect(session);
                }

                CommitOnce(session, group);
                return;
            }
            catch (Exception e) when (e is not (StoreUnavailableException or StoreSupersededException)
                && session.FaultOf(e) == StoreFault.Connection && (attempt < MostAttempts || session.IsInDoubt))
            {
                LogConnectionLost(e);
                Interlocked.CompareExchange(ref _lostSince, Stopwatch.GetTimestamp(), 0);
                if (Reconnect(session))
                {
                    // The connection broke after the commit: applying the group again would double it.
                    return;
                }
            }
        }
    }

    private static void CommitOnce(StoreSession session, List<StoreWrite> group)
    {
        (session.RaisesEvents, session.ChangesModel) = (false, false);
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

    /// <summary>Connects again, however long it takes while a commit is in doubt, or else as long as changes may wait.</summary>
    /// <returns>Whether the commit in doubt stands.</returns>
    private bool Reconnect(StoreSession session)
    {
        for (var pause = ShortestPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                var stands = session.Reconnect();
                LogReconnected(Stopwatch.GetElapsedTime(_lostSince));
                Interlocked.Exchange(ref _lostSince, 0);
                return stands;
            }
            catch (StoreSupersededException e)
            {
                LogSuperseded(e);
                IsSuperseded = true;
                _program.StopApplication();
                throw;
            }
            catch (Exception e)
            {
                var isLong = Stopwatch.GetElapsedTime(_lostSince) > LongestOutage;
                if (_stopping || (isLong && !session.IsInDoubt))
                {
                    throw new StoreUnavailableException(e);
                }

                if (isLong)
                {
                    FailQueued(e);
                }

                Thread.Sleep(pause);
            }
        }
    }

    /// <summary>Nobody waits for this one: it only ends the outage.</summary>
    private void TryReconnect(StoreSession session)
    {
        try
        {
            Reconnect(session);
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreSupersededException)
        {
            FailQueued(e);
        }
    }

    /// <summary>Callers get an error now rather than an answer never; a Charge Point sends its message again (OCPP 1.6 §3.7.1).</summary>
    private void FailQueued(Exception cause)
    {
        while (_queue.TryDequeue(out var write))
        {
            write.Fail(cause as StoreUnavailableException ?? new StoreUnavailableException(cause));
        }
    }

    private void Release(StoreSession session, List<StoreWrite> group)
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

        // Not before: whoever is told looks at memory, and nobody would tell them again.
        if (session.RaisesEvents)
        {
            EventsCommitted?.Invoke();
        }

        if (session.ChangesModel)
        {
            ModelChanged?.Invoke();
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "A group of {Count} changes could not be committed together; each is tried alone")]
    private partial void LogGroupFailed(Exception exception, int count);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "{Change} is stored, but memory could not follow")]
    private partial void LogMirrorFailed(Exception exception, string change);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning, Message = "The connection to the database is lost; changes wait until it is back")]
    private partial void LogConnectionLost(Exception exception);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Information, Message = "The database is back after {Outage}")]
    private partial void LogReconnected(TimeSpan outage);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Critical, Message = "This central system stops: what it holds in memory is no longer true")]
    private partial void LogSuperseded(Exception exception);
}
