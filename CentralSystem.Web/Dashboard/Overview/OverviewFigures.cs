using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.Live;
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

    /// <summary>Most counts in a second are ten, however many pages ask.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Days that are kept: there are few zones, and each has few days.</summary>
    private const int MostDays = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<DateTimeOffset, SharedReading<OverviewView>> _days = [];

    /// <summary>The figures as of now or a moment later, never of before: whoever is told of a change finds it in them. All whose day began at the same time share them.</summary>
    /// <param name="today">When the day of the reader began.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OverviewView> ReadAsync(DateTimeOffset today, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_days.TryGetValue(today, out var day))
            {
                foreach (var other in _days.Count < MostDays ? [] : _days.Where(other => other.Value.IsIdle).Select(other => other.Key).ToList())
                {
                    _days.Remove(other);
                }

                _days[today] = day = new SharedReading<OverviewView>(() => CountAsync(today), Pause, time);
            }

            return day.NextAsync().WaitAsync(cancellationToken);
        }
    }

    private async Task<OverviewView> CountAsync(DateTimeOffset today)
    {
        var (known, waiting, powerW, measured) = (0, 0, 0.0, 0);
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

                if (connector.PowerW is var power && power >= 0 && power <= Plausibility.HighestPowerW && registry.Find(chargePoint.Identity) is not null)
                {
                    (powerW, measured) = (powerW + power, measured + 1);
                }
            }
        }

        await using var db = await contexts.CreateDbContextAsync();
        var since = time.GetUtcNow() - Lately;
        return new OverviewView(
            known, registry.Count, waiting, [.. statuses.Select(s => new StatusCount(s.Key, s.Value)).OrderByDescending(s => s.Count).ThenBy(s => s.Status, StringComparer.Ordinal)],
            await db.Transactions.CountAsync(t => t.StopReceivedAt == null),
            powerW,
            measured,
            await transactions.TotalsAsync(new TransactionFilter { From = new Instant(today) }, CancellationToken.None),
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
/// <param name="PowerW">What they take together, as each told last; of those whose charge point is connected.</param>
/// <param name="Measured">Of how many that is known.</param>
/// <param name="Today">What began today.</param>
/// <param name="Anomalies">In the inbox.</param>
/// <param name="RefusedHandshakes">Within 24 hours; the same one again within an hour counts once, and no more are counted than <see cref="OverviewFigures.MostRefusals"/>.</param>
internal sealed record OverviewView(
    int ChargePoints, int Connected, int Pending, IReadOnlyList<StatusCount> Connectors, int SessionsNow, double PowerW, int Measured, TransactionTotals Today, int Anomalies, int RefusedHandshakes);

/// <summary>Connectors of one status.</summary>
internal sealed record StatusCount(string Status, int Count);
