namespace CentralSystem.Web.Storage;

/// <summary>State in memory that is written behind, a moment after it changed.</summary>
internal interface IPeriodicFlush
{
    /// <summary>Writes what changed since the last time.</summary>
    Task FlushAsync();

    /// <summary>The same for the last time: nothing may be left for later.</summary>
    Task FlushAtEndAsync() => FlushAsync();
}

/// <summary>Flushes whatever is written behind, once a second and once more at the end.</summary>
internal sealed partial class PeriodicFlusher(IEnumerable<IPeriodicFlush> flushes, TimeProvider time, ILogger<PeriodicFlusher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>One round over everything that is written behind.</summary>
    public Task FlushAllAsync() => FlushAllAsync(flush => flush.FlushAsync());

    private async Task FlushAllAsync(Func<IPeriodicFlush, Task> how)
    {
        foreach (var flush in flushes)
        {
            try
            {
                await how(flush);
            }
            catch (Exception e)
            {
                // What could not be written now is counted as lost, which is what "written behind" allows; the service goes on.
                LogFlushFailed(e, flush.GetType().Name);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAllAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAllAsync(flush => flush.FlushAtEndAsync());
        }
    }

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "{Source} could not be written behind")]
    private partial void LogFlushFailed(Exception exception, string source);
}
