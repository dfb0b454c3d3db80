using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.Overview;

/// <summary>How things stand: counted from memory where memory knows, from the database else.</summary>
internal sealed class OverviewFigures(
    IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ChargePointRegistry registry, TransactionReader transactions, TimeProvider time)
{
    /// <summary>Most refused handshakes that are counted: the list they are counted in has no index over time.</summary>
    public const int MostRefusals = 1_000;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shared = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Task<OverviewView>? _last;
    private DateTimeOffset _readAt;

    /// <summary>All who ask within half a second get the same figures.</summary>
    public Task<OverviewView> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_last is null || _last.IsFaulted || now - _readAt > Shared)
            {
                (_last, _readAt) = (CountAsync(), now);
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    private async Task<OverviewView> CountAsync()
    {
        var (known, waiting) = (0, 0);
        var statuses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var chargePoint in directory.All)
        {
            known++;
            waiting += chargePoint.Registration == RegistrationStatus.Pending ? 1 : 0;
            foreach (var connector in chargePoint.Connectors)
            {
                // Connector 0 is the charge point as a whole (§4.9).
                if (connector is { ConnectorId: > 0, Status: { } reported })
                {
                    statuses[reported.Status] = statuses.GetValueOrDefault(reported.Status) + 1;
                }
            }
        }

        await using var db = await contexts.CreateDbContextAsync();
        var since = time.GetUtcNow() - Lately;
        return new OverviewView(
            known, registry.Count, waiting, [.. statuses.Select(s => new StatusCount(s.Key, s.Value)).OrderByDescending(s => s.Count).ThenBy(s => s.Status, StringComparer.Ordinal)],
            await db.Transactions.CountAsync(t => t.StopReceivedAt == null),
            await transactions.TotalsAsync(new TransactionFilter { From = new Instant(since) }, CancellationToken.None),
            await db.Anomalies.CountAsync(a => a.AcknowledgedAt == null),
            await db.ConnectionAttempts.OrderByDescending(a => a.Id).Take(MostRefusals).CountAsync(a => (a.LastAt ?? a.At) >= since));
    }
}

/// <summary>The figures of the overview.</summary>
/// <param name="ChargePoints">Registered ones.</param>
/// <param name="Connected">Of which so many are connected.</param>
/// <param name="Pending">Of which so many wait for approval.</param>
/// <param name="Connectors">Connectors by the status they last reported, most first.</param>
/// <param name="SessionsNow">Transactions that run.</param>
/// <param name="LastDay">What began within 24 hours.</param>
/// <param name="Anomalies">In the inbox.</param>
/// <param name="RefusedHandshakes">Within 24 hours; the same one again within an hour counts once, and no more are counted than <see cref="OverviewFigures.MostRefusals"/>.</param>
internal sealed record OverviewView(
    int ChargePoints, int Connected, int Pending, IReadOnlyList<StatusCount> Connectors, int SessionsNow, TransactionTotals LastDay, int Anomalies, int RefusedHandshakes);

/// <summary>Connectors of one status.</summary>
internal sealed record StatusCount(string Status, int Count);
