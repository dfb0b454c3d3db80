namespace CentralSystem.Web.Commands;

/// <summary>Looks several times a second whether a connection has come for what waits.</summary>
internal sealed partial class WaitingCommandsServer(CommandService commands, TimeProvider time, ILogger<WaitingCommandsServer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await commands.ServeWaitingAsync();
            }
            catch (Exception e)
            {
                // What could not be stored now is tried again with the next look.
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(EventId = 1510, Level = LogLevel.Error, Message = "The commands that wait could not be served")]
    private partial void LogFailed(Exception exception);
}
