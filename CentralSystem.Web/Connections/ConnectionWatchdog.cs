using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections;

/// <summary>The keep-alive sweep: visits every connection once per interval, pings the idle ones, drops those that stayed silent.</summary>
/// <remarks>
/// Spread over the interval, so that ten thousand pings are no burst. A peer that died right after a ping is found by the next
/// visit: within two intervals. Pings stand in for most Heartbeats (OCPP-J §5.3).
/// </remarks>
internal sealed partial class ConnectionWatchdog(
    ChargePointRegistry registry, IOptions<ConnectionOptions> options, TimeProvider time, ILogger<ConnectionWatchdog> logger) : BackgroundService
{
    private const int Slices = 20;

    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(options.Value.PingIntervalMs);
    private int _slice;

    /// <summary>Visits the connections whose turn it is: one slice of them per call, all of them in <see cref="Slices"/> calls.</summary>
    public void SweepSlice()
    {
        var slice = _slice++ % Slices;
        foreach (var session in registry.All)
        {
            if ((uint)session.GetHashCode() % Slices == slice)
            {
                TryVisit(session);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_interval == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(_interval / Slices, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            SweepSlice();
        }
    }

    /// <summary>One connection in trouble must not end the sweep, and with it the service.</summary>
    private void TryVisit(ChargePointSession session)
    {
        try
        {
            Visit(session);
        }
        catch (Exception e)
        {
            LogVisitFailed(e, session.Identity);
        }
    }

    private void Visit(ChargePointSession session)
    {
        if (session.Connection.IsReadingPaused)
        {
            // It may have answered long ago: we are behind with reading, and a busy Charge Point is not a dead one.
            return;
        }

        if (session.Stream.AwaitsPong)
        {
            session.WasUnresponsive = true;
            session.Connection.Abort();
        }
        else if (session.Stream.SinceLastRead >= _interval / Slices)
        {
            if (options.Value.LogLifecycle)
            {
                LogPing(session.Identity);
            }

            _ = PingAsync(session);
        }
    }

    private async Task PingAsync(ChargePointSession session)
    {
        try
        {
            await session.Stream.SendPingAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The connection ended between two visits; its own loop reports it.
            LogPingFailed(session.Identity, e.Message);
        }
    }

    [LoggerMessage(EventId = 1207, Level = LogLevel.Information, Message = "{ChargePoint} ping")]
    private partial void LogPing(string chargePoint);

    [LoggerMessage(EventId = 1211, Level = LogLevel.Warning, Message = "{ChargePoint} could not be looked after; the next visit tries again")]
    private partial void LogVisitFailed(Exception exception, string chargePoint);

    [LoggerMessage(EventId = 1208, Level = LogLevel.Debug, Message = "{ChargePoint} could not be pinged: {Reason}")]
    private partial void LogPingFailed(string chargePoint, string reason);
}
