namespace CentralSystem.Web.Files;

/// <summary>Removes files whose time is over.</summary>
internal sealed partial class FileRetention(FileStore files, TimeProvider time, ILogger<FileRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await RunAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (await files.RemoveExpiredAsync() is > 0 and var count)
            {
                LogRemoved(count);
            }
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(EventId = 1804, Level = LogLevel.Information, Message = "Removed {Count} files whose time is over")]
    private partial void LogRemoved(int count);

    [LoggerMessage(EventId = 1805, Level = LogLevel.Error, Message = "Files whose time is over could not be removed")]
    private partial void LogFailed(Exception exception);
}
