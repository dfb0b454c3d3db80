using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Connections;

/// <summary>Reads refused handshakes.</summary>
internal sealed class ConnectionAttemptReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    public async Task<Page<ConnectionAttemptView>> ListAsync(ConnectionAttemptFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var attempts = db.ConnectionAttempts.AsQueryable();
        if (filter.ChargePointId is { } chargePointId)
        {
            attempts = attempts.Where(a => EF.Functions.Collate(a.ChargePointId, Collations.IgnoreCase) == chargePointId);
        }

        if (filter.Reason is { } reason)
        {
            attempts = attempts.Where(a => a.Reason == reason);
        }

        return await attempts.InOrder(a => a.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(
            page,
            a => new ConnectionAttemptView(a.Id, a.At, a.LastAt ?? a.At, a.Count, a.RemoteAddress, a.Path, a.ChargePointId, a.OfferedSubprotocols, a.Reason, a.Hint),
            a => PageQuery.CursorOf(a.Id),
            cancellationToken);
    }

    /// <summary>The identity that was refused.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is no such attempt, or no identity was readable in it.</remarks>
    public async Task<string> IdentityOfAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var attempt = await db.ConnectionAttempts.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw Problems.NotFound($"No connection attempt {id} is known.");
        return attempt.ChargePointId ?? throw new ProblemException(new Problem(
            StatusCodes.Status409Conflict, "no-identity", "The attempt names no identity", $"Nothing can be registered: {attempt.Hint}"));
    }
}

/// <summary>Which refused handshakes are asked for.</summary>
internal sealed record ConnectionAttemptFilter
{
    public string? ChargePointId { get; init; }

    public ConnectionRefusal? Reason { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A refused handshake as the REST interface shows it; the same one again within an hour is counted in it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was tried the first time.</param>
/// <param name="LastAt">When it was last tried in the same way.</param>
/// <param name="Count">How often it was tried in the same way within an hour.</param>
/// <param name="RemoteAddress">IP address it came from.</param>
/// <param name="Path">Path of the request, without its query; what was tried instead where there was none.</param>
/// <param name="ChargePointId">Identity, as far as one was readable.</param>
/// <param name="OfferedSubprotocols">The Sec-WebSocket-Protocol header as it came; absent without one.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Hint">What to change, for whoever sets the Charge Point up.</param>
internal sealed record ConnectionAttemptView(
    long Id, DateTimeOffset At, DateTimeOffset LastAt, long Count, string RemoteAddress, string Path, string? ChargePointId, string? OfferedSubprotocols, ConnectionRefusal Reason, string Hint);
