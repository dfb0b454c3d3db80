using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Asks the authorities for their revocation lists, where <c>Tls:ChargePointCrls</c> names a URL, and ends the connections of what they took back.</summary>
/// <remarks>
/// Source: whitepaper A00.FR.702, A00.FR.704. No handshake waits for an authority: they read what was fetched last (docs/decisions/0026-revocation-by-lists.md).
/// </remarks>
internal sealed class RevocationListFetch(SettingsTrust trust, RevokedConnections revoked, TlsLog log, IOptions<TlsOptions> options, TimeProvider time) : BackgroundService
{
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = Timeout, MaxResponseContentBufferSize = MostBytes };

    /// <summary>Fetches each list once. One that cannot be had leaves the one before it in force.</summary>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        foreach (var url in trust.ListUrls)
        {
            try
            {
                trust.Take(url, await _http.GetByteArrayAsync(new Uri(url), cancellationToken));
            }
            catch (Exception e) when (e is HttpRequestException or CryptographicException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                log.NotFetched(Secrets.Mask(url), e.Message);
            }
        }

        revoked.Close();
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (trust.ListUrls.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.CrlFetchMinutes), time);
        try
        {
            do
            {
                await FetchAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }
}
