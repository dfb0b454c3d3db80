using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>Revokes certificates and ends the connections that were made with them; looks for revocations that were stored elsewhere.</summary>
/// <remarks>What was written to the database behind our back, by a program that had it meanwhile or by hand, counts here within <see cref="Interval"/>.</remarks>
internal sealed partial class Revocations(
    IssuedCertificates certificates, RevokedConnections connections, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time, ILogger<Revocations> logger)
    : PeriodicWork(Interval, time)
{
    /// <summary>Longest time until a revocation that was stored elsewhere counts here.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <remarks>Errors: as <see cref="IssuedCertificates.RevokeAsync"/>.</remarks>
    public async Task<IssuedCertificateView> RevokeAsync(long id, RevocationReason reason)
    {
        var revoked = await certificates.RevokeAsync(id, reason);
        connections.Close();
        return revoked;
    }

    /// <summary>One look at the database.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (certificates.LoadRevoked(db))
        {
            connections.Close();
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    [LoggerMessage(EventId = 1852, Level = LogLevel.Warning, Message = "Revocations could not be looked for in the database; those known before still count")]
    protected override partial void LogFailed(Exception exception);
}
