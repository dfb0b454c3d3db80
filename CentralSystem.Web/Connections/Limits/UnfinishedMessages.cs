using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Drops connections whose peer began a message and does not finish it.</summary>
/// <remarks>A look at every connection once a second in place of a timer for every message.</remarks>
internal sealed partial class UnfinishedMessages(ChargePointRegistry registry, IOptions<LimitOptions> options, TimeProvider time, ILogger<UnfinishedMessages> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), time)
{
    private readonly TimeSpan _limit = TimeSpan.FromSeconds(options.Value.MessageSeconds);

    /// <summary>One look at every connection.</summary>
    public void Sweep()
    {
        foreach (var session in registry.All)
        {
            session.Connection.EndIfUnfinished(_limit);
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken)
    {
        Sweep();
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1212, Level = LogLevel.Error, Message = "Unfinished messages could not be looked for; the next look is in a second")]
    protected override partial void LogFailed(Exception exception);
}
