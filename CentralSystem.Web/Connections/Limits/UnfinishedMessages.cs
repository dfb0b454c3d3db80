using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Drops connections whose peer began a message and does not finish it.</summary>
/// <remarks>A look at every connection once a second in place of a timer for every message.</remarks>
internal sealed class UnfinishedMessages(ChargePointRegistry registry, IOptions<LimitOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _limit = TimeSpan.FromSeconds(options.Value.MessageSeconds);

    /// <summary>One look at every connection.</summary>
    public void Sweep()
    {
        foreach (var session in registry.All)
        {
            session.Connection.EndIfUnfinished(_limit);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Sweep();
        }
    }
}
