using CentralSystem.Web.Settings;
using Microsoft.Extensions.Options;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>Ends every conversation in order when the service stops: what was received is answered, then each socket is closed with 1001.</summary>
internal sealed partial class ConnectionDrain(
    ChargePointRegistry registry, IOptions<ConnectionOptions> options, IOptions<ServerOptions> server, TimeProvider time, ILogger<ConnectionDrain> logger)
    : IHostedLifecycleService
{
    private const string StopReason = "central system stops";

    /// <summary>A stop was asked for: readiness is false, so that load balancers send nobody here any more; all else goes on for now.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>The connections are being closed, and no new one is let in.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>A handshake that was under way when the stop began is closed like all others.</summary>
    public void CloseIfStopping(ChargePointSession session)
    {
        if (IsStopping)
        {
            _ = session.Connection.CloseAsync(CloseCode.GoingAway, StopReason, TimeSpan.Zero);
        }
    }

    /// <summary>Runs before the web server stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped and then disposed of says it twice; balancers have had their time by then.
        if (!IsStopping)
        {
            IsLeaving = true;
            await WaitForBalancersAsync(cancellationToken);
            IsStopping = true;
        }

        var sessions = registry.All.ToArray();
        if (sessions.Length == 0)
        {
            return;
        }

        LogDraining(sessions.Length);
        var timeout = TimeSpan.FromSeconds(options.Value.ShutdownTimeoutSeconds);
        try
        {
            await Task.WhenAll(sessions.Select(session => session.Connection.CloseAsync(CloseCode.GoingAway, StopReason, timeout / 2)))
                .WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (var session in registry.All)
            {
                session.Connection.Abort();
            }
        }
    }

    private async Task WaitForBalancersAsync(CancellationToken cancellationToken)
    {
        if (server.Value.ShutdownDelaySeconds == 0)
        {
            return;
        }

        LogLeaving(server.Value.ShutdownDelaySeconds);
        await Task.Delay(TimeSpan.FromSeconds(server.Value.ShutdownDelaySeconds), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Not ready any more; the connections go on for {Seconds} s")]
    private partial void LogLeaving(int seconds);

    [LoggerMessage(EventId = 1209, Level = LogLevel.Information, Message = "Closing {Count} connections")]
    private partial void LogDraining(int count);
}
