namespace ChargePointEmulator.Fleet;

/// <summary>The one timer of the fleet: heartbeats, samples, retries and time-outs of all charge points wait in it.</summary>
/// <remarks>
/// Work runs on the timer's thread, one piece after the other in order of its time, under the lock it was given; it must not block.
/// A failing piece is logged and does not stop the others.
/// </remarks>
internal sealed partial class Scheduler : IDisposable
{
    /// <summary>What is due later is due then: timestamps end a few centuries from now.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(36_525);

    private readonly TimeProvider _time;
    private readonly ILogger<Scheduler> _logger;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<ScheduledWork, (long Due, long Sequence)> _queue = new();
    private readonly ITimer _timer;
    private long _sequence;
    private long _wakesAt = long.MaxValue;
    private int _cancelled;

    public Scheduler(TimeProvider time, ILogger<Scheduler> logger)
    {
        (_time, _logger) = (time, logger);
        _timer = time.CreateTimer(static self => ((Scheduler)self!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Pieces of work that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count - _cancelled;
            }
        }
    }

    /// <summary>Runs a piece of work once, later.</summary>
    /// <param name="delay">From now; negative counts as none, more than a century as one.</param>
    /// <param name="gate">Held while the work runs.</param>
    /// <param name="action">The work.</param>
    public ScheduledWork After(TimeSpan delay, Lock gate, Action action)
    {
        var work = new ScheduledWork(this, gate, action);
        lock (_lock)
        {
            var due = _time.GetTimestamp() + ToTimestamps(delay < TimeSpan.Zero ? TimeSpan.Zero : delay < LongestDelay ? delay : LongestDelay);
            _queue.Enqueue(work, (due, _sequence++));
            if (due < _wakesAt)
            {
                WakeAt(due);
            }
        }

        return work;
    }

    /// <summary>Completes later; a cancellation ends the wait early, without an exception.</summary>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = After(delay, new Lock(), () => done.TrySetResult());
        await using var registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), done);
        await done.Task;
        work.Cancel();
    }

    public void Dispose() => _timer.Dispose();

    internal void Forget()
    {
        lock (_lock)
        {
            _cancelled++;
            if (_cancelled > 1024 && _cancelled > _queue.Count / 2)
            {
                // Cancelled work would otherwise stay in memory until its time has come.
                var alive = _queue.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
                _queue.Clear();
                _queue.EnqueueRange(alive);
                _cancelled = 0;
            }
        }
    }

    private void RunDue()
    {
        while (NextDue() is { } work)
        {
            try
            {
                work.Run();
            }
            catch (Exception e)
            {
                // One charge point's fault must not stop the clock of the others.
                LogFailed(e);
            }
        }
    }

    private ScheduledWork? NextDue()
    {
        lock (_lock)
        {
            while (_queue.TryPeek(out var work, out var place))
            {
                if (!work.IsOver && place.Due > _time.GetTimestamp())
                {
                    WakeAt(place.Due);
                    return null;
                }

                _queue.Dequeue();
                if (!work.IsOver)
                {
                    return work;
                }

                _cancelled = Math.Max(0, _cancelled - 1);
            }

            _wakesAt = long.MaxValue;
            return null;
        }
    }

    private void WakeAt(long due)
    {
        _wakesAt = due;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);

        // Timers count whole milliseconds; rounded down, one would wake too early and spin.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }

    private long ToTimestamps(TimeSpan delay) => (long)(delay.TotalSeconds * _time.TimestampFrequency);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Scheduled work failed")]
    private partial void LogFailed(Exception exception);
}

/// <summary>Work that waits for its time.</summary>
internal sealed class ScheduledWork(Scheduler scheduler, Lock gate, Action action)
{
    private volatile Action? _action = action;

    /// <summary>It ran, runs, or was cancelled.</summary>
    public bool IsOver => _action is null;

    /// <summary>The work will not run; whoever cancels under its lock can rely on it.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _action, null) is not null)
        {
            scheduler.Forget();
        }
    }

    internal void Run()
    {
        lock (gate)
        {
            Interlocked.Exchange(ref _action, null)?.Invoke();
        }
    }
}
