using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.IdTags;

/// <summary>Counts what running transactions used so far against their budgets, once a minute.</summary>
internal sealed partial class EnergyBudgetRefresh(
    EnergyBudgets budgets, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time, ILogger<EnergyBudgetRefresh> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), time)
{
    private const string Kilo = "kWh";

    /// <summary>One round over the running transactions of tags that a budget concerns.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (budgets.Tracked.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var running = await db.Transactions.AsNoTracking().Where(t => t.StopReceivedAt == null)
            .Select(t => new { t.TransactionId, IdTag = t.NormalizedIdTag ?? t.IdTag, t.StartTimestamp, t.StartReceivedAt, t.MeterStart }).ToListAsync(cancellationToken);
        foreach (var transaction in running.Where(t => budgets.IsTracked(t.IdTag)))
        {
            var highest = await db.MeterValues.Where(v => v.TransactionId == transaction.TransactionId)
                .SelectMany(v => v.Samples)
                .Where(s => Math.Abs(s.Value!.Value) < MeterRegister.TooMuch && s.Kind.Measurand == MeterRegister.Measurand && s.Kind.Phase == "")
                .GroupBy(s => s.Kind.Location)
                .Select(g => new { Location = g.Key, Wh = g.Max(s => s.Kind.Unit == Kilo ? s.Value * 1000 : s.Value) })
                .ToDictionaryAsync(g => g.Location, g => g.Wh!.Value, cancellationToken);
            if (MeterLocation.First(highest.Keys) is { } location)
            {
                var beganAt = Plausibility.BeganAt(transaction.StartTimestamp, transaction.StartReceivedAt);
                budgets.Used(transaction.IdTag, transaction.TransactionId, beganAt, (long)Math.Round(highest[location] - transaction.MeterStart), isFinal: false);
            }
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    [LoggerMessage(EventId = 1110, Level = LogLevel.Warning, Message = "The energy of running transactions could not be counted against budgets; the next round is in a minute")]
    protected override partial void LogFailed(Exception exception);
}
