namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Reads for many who ask: each gets what was read after they asked, and those who ask before a reading begins share it.</summary>
/// <remarks>One reading at a time, each with a pause after the one before began; at least as long as a slow one took, so that whoever asks keeps the database busy for half of the time at most.</remarks>
/// <param name="read">Reads.</param>
/// <param name="pause">Least time from the beginning of one reading to that of the next.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedReading<T>(Func<Task<T>> read, TimeSpan pause, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task<T>? _next;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>Whether nobody waits for anything.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _next is null && _current.IsCompleted;
            }
        }
    }

    /// <summary>What is read next.</summary>
    public Task<T> NextAsync()
    {
        lock (_lock)
        {
            return _next ??= Observed(ReadAfterAsync(_current));
        }
    }

    /// <summary>All who asked may have left before it fails; then nobody else looks at how it ended.</summary>
    private static Task<T> Observed(Task<T> reading)
    {
        _ = reading.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return reading;
    }

    private async Task<T> ReadAfterAsync(Task current)
    {
        // Yields in any case: it is the next one until the lock is free again.
        await current.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        if (_notBefore - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }

        lock (_lock)
        {
            (_current, _next) = (_next!, null);
        }

        var began = time.GetUtcNow();
        try
        {
            return await read();
        }
        finally
        {
            var end = time.GetUtcNow();
            _notBefore = new[] { began + pause, end + (end - began) }.Max();
        }
    }
}
