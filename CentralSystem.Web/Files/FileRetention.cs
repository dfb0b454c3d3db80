using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Files;

/// <summary>Removes files whose time is over.</summary>
internal sealed partial class FileRetention(FileStore files, TimeProvider time, ILogger<FileRetention> logger)
    : PeriodicWork(TimeSpan.FromHours(1), time, beginsAtOnce: true)
{
    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        if (await files.RemoveExpiredAsync() is > 0 and var count)
        {
            LogRemoved(count);
        }
    }

    [LoggerMessage(EventId = 1804, Level = LogLevel.Information, Message = "Removed {Count} files whose time is over")]
    private partial void LogRemoved(int count);

    [LoggerMessage(EventId = 1805, Level = LogLevel.Error, Message = "Files whose time is over could not be removed")]
    protected override partial void LogFailed(Exception exception);
}
