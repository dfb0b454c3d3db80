using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Looks at the files of certificates, so that a renewed one is taken over without a restart, and a new revocation ends connections.</summary>
internal sealed class FileWatch(IEnumerable<IWatchedFiles> files, RevokedConnections revoked, TlsLog log, IOptions<TlsOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>One look at all files.</summary>
    public void Look()
    {
        foreach (var watched in files)
        {
            watched.Look(log);
        }

        revoked.Close();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!files.Any())
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ReloadSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }
}
