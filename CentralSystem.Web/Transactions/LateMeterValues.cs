using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>Transactions that got meter values after their end, until somebody looks whether that end has to be reckoned again.</summary>
/// <remarks>Gathered rather than reckoned with each message: the queue of a Charge Point that was offline holds hundreds for one transaction.</remarks>
internal sealed class LateMeterValues(TimeProvider time) : IMirror
{
    /// <summary>
    /// How long after a rule's end a start looks at it once more. Values come late out of the queue of a Charge Point that was away, and one that stays away for longer comes back as another
    /// one, or with an empty queue; without a bound each start would reckon every such end there ever was. What comes later still is reckoned in when it comes.
    /// </summary>
    private static readonly TimeSpan LongestQueue = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<int, bool> _transactions = new();

    public void Add(int transactionId) => _transactions[transactionId] = true;

    /// <summary>Takes all of them out.</summary>
    public List<int> Take() => [.. _transactions.Keys.Where(id => _transactions.TryRemove(id, out _))];

    /// <summary>What came just before this process ended may not have been looked at: every end that is a rule's, and not too old, is looked at once more.</summary>
    public void Load(CentralSystemDbContext db)
    {
        var since = time.GetUtcNow() - LongestQueue;
        var late = db.Anomalies.AsNoTracking().Where(a => a.Kind == nameof(TransactionFlags.LateMeterValues));
        var ended = db.Transactions.AsNoTracking()
            .Where(t => t.StopReceivedAt >= since && (t.Flags & TransactionFlags.ResolvedAutomatically) != 0 && (t.Flags & TransactionFlags.ConfirmedStop) == 0);
        foreach (var id in late.Join(ended, a => a.TransactionId, t => t.TransactionId, (_, t) => t.TransactionId))
        {
            Add(id);
        }
    }
}
