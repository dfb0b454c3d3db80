using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Commands;

/// <summary>Looks several times a second whether a connection has come for what waits.</summary>
internal sealed partial class WaitingCommandsServer(CommandService commands, TimeProvider time, ILogger<WaitingCommandsServer> logger)
    : PeriodicWork(TimeSpan.FromMilliseconds(250), time)
{
    protected override Task DoAsync(CancellationToken cancellationToken) => commands.ServeWaitingAsync();

    [LoggerMessage(EventId = 1510, Level = LogLevel.Error, Message = "The commands that wait could not be served")]
    protected override partial void LogFailed(Exception exception);
}
