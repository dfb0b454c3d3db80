using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.IdTags;

/// <summary>Energy that idTags with a budget used, transaction by transaction, for as long as a budget lasts.</summary>
/// <remarks>
/// A transaction counts in the period in which it began, by the Charge Point's clock; in the one in which its start came, where that clock cannot be right.
/// Kept by transaction, so that what is learned twice counts once; only for tags that a budget concerns, so that all others cost nothing.
/// </remarks>
internal sealed class EnergyBudgets(IdTagDirectory tags, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time) : IMirror
{
    /// <summary>The longest period, and the difference between any two time zones.</summary>
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(33);

    /// <summary>Above this, one pass over all transactions of the time is cheaper than naming each tag.</summary>
    private const int MostNamed = 200;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, UsedEnergy>> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tags whose energy is kept.</summary>
    public ICollection<string> Tracked => _used.Keys;

    public bool IsTracked(string idTag) => !_used.IsEmpty && _used.ContainsKey(idTag);

    public bool IsUsedUp(KnownIdTag tag, DateTimeOffset now) =>
        tag.Rules?.EnergyBudget is { } budget && UsedWh(tag.Id, budget, now) >= budget.EnergyWh;

    public bool IsUsedUpByGroup(KnownIdTag group, DateTimeOffset now) =>
        group.Rules?.EnergyBudget is { } budget && UsedByGroupWh(group.Id, budget, now) >= budget.EnergyWh;

    /// <summary>What a tag used of its budget in the present period, in Wh.</summary>
    public long UsedWh(string idTag, EnergyBudget budget, DateTimeOffset now) => UsedWh(idTag, budget.PeriodAt(now));

    /// <summary>What all tags of a group used of its budget in the present period, in Wh.</summary>
    public long UsedByGroupWh(string parentIdTag, EnergyBudget budget, DateTimeOffset now)
    {
        var period = budget.PeriodAt(now);
        return tags.MembersOf(parentIdTag).Sum(tag => UsedWh(tag, period));
    }

    /// <summary>Takes in what a transaction used; repeated with other figures, the last one counts, but what is final stands against what is not.</summary>
    /// <param name="idTag">Whose energy it is.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="beganAt">See <see cref="Plausibility.BeganAt"/>.</param>
    /// <param name="energyWh">What it used.</param>
    /// <param name="isFinal">It is over.</param>
    public void Used(string idTag, int transactionId, DateTimeOffset beganAt, long energyWh, bool isFinal) => Take(idTag, transactionId, new(beganAt, energyWh, isFinal), isNews: isFinal);

    /// <summary>Takes back what a transaction used: from now on it is another tag's.</summary>
    /// <remarks>Not forgotten, but final: whoever read before that it is the old tag's, and says so a moment later, is not listened to.</remarks>
    public void Moved(string from, string to, int transactionId, DateTimeOffset beganAt)
    {
        Used(from, transactionId, beganAt, 0, isFinal: true);
        if (_used.TryGetValue(to, out var used))
        {
            // It may have been this one's before: what it uses counts here again.
            used.TryRemove(transactionId, out _);
        }
    }

    /// <summary>Begins to keep the energy of the tags among these that a budget concerns.</summary>
    public async Task TrackAsync(IEnumerable<string> idTags, CancellationToken cancellationToken)
    {
        // Followed before it is read: what ends in between is taken in twice and counts once.
        var added = idTags.Where(idTag => HasBudget(idTag) && _used.TryAdd(idTag, new())).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (added.Count > 0)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await foreach (var row in Rows(db, added).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                // What a commit said since stands against what was read.
                Take(row.NormalizedIdTag ?? row.IdTag, row.TransactionId, new(row.BeganAt, row.EnergyWh ?? 0, row.IsOver), isNews: false);
            }
        }
    }

    public void Load(CentralSystemDbContext db)
    {
        var all = tags.All.Select(tag => tag.Id).Where(HasBudget).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var idTag in all)
        {
            _used.TryAdd(idTag, new());
        }

        if (all.Count > 0)
        {
            foreach (var row in Rows(db, all))
            {
                Used(row.NormalizedIdTag ?? row.IdTag, row.TransactionId, row.BeganAt, row.EnergyWh ?? 0, row.IsOver);
            }
        }
    }

    /// <param name="idTag">Whose energy it is.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="energy">What it used.</param>
    /// <param name="isNews">Whether it stands against what was final before.</param>
    private void Take(string idTag, int transactionId, UsedEnergy energy, bool isNews)
    {
        if (!_used.IsEmpty && _used.TryGetValue(idTag, out var used))
        {
            energy = energy with { Wh = Math.Clamp(energy.Wh, 0, Plausibility.MostWh) };
            used.AddOrUpdate(transactionId, energy, (_, earlier) => earlier.IsFinal && !isNews ? earlier : energy);
            foreach (var (id, old) in used)
            {
                if (old.BeganAt < time.GetUtcNow() - LongestPeriod)
                {
                    used.TryRemove(id, out _);
                }
            }
        }
    }

    private bool HasBudget(string idTag) =>
        tags.Find(idTag) is { } tag && (tag.Rules?.EnergyBudget is not null || tags.FindGroup(tag.ParentIdTag)?.Rules?.EnergyBudget is not null);

    private long UsedWh(string idTag, BudgetSpan period)
    {
        var sum = 0L;
        if (_used.TryGetValue(idTag, out var used))
        {
            foreach (var (_, energy) in used)
            {
                sum += period.Contains(energy.BeganAt) ? energy.Wh : 0;
            }
        }

        return sum;
    }

    private IQueryable<Row> Rows(CentralSystemDbContext db, HashSet<string> idTags)
    {
        var since = time.GetUtcNow() - LongestPeriod;

        // Those of a wild clock lie anywhere in the index of the starts. Ids rise with the receipt: they come after the newest one that is too old.
        var all = db.Transactions.AsNoTracking();
        var transactions = all.Where(t => t.StartTimestamp >= since).Concat(all.Where(t => t.StartTimestamp < since
            && t.TransactionId > all.Where(old => old.StartReceivedAt < since).OrderByDescending(old => old.TransactionId).Select(old => old.TransactionId).FirstOrDefault()));
        if (idTags.Count <= MostNamed)
        {
            var named = idTags.ToList();

            // SQLite compares what an expression yields letter by letter, whatever the collation of its columns.
            transactions = transactions.Where(t => named.Contains(EF.Functions.Collate(t.NormalizedIdTag ?? t.IdTag, Collations.IgnoreCase)));
        }

        return transactions.Select(t => new Row(t.TransactionId, t.IdTag, t.NormalizedIdTag, t.StartTimestamp, t.StartReceivedAt, t.EnergyWh, t.StopReceivedAt != null));
    }

    private sealed record Row(
        int TransactionId, string IdTag, string? NormalizedIdTag, DateTimeOffset StartTimestamp, DateTimeOffset StartReceivedAt, long? EnergyWh, bool IsOver)
    {
        public DateTimeOffset BeganAt => Plausibility.BeganAt(StartTimestamp, StartReceivedAt);
    }

    private readonly record struct UsedEnergy(DateTimeOffset BeganAt, long Wh, bool IsFinal);
}
