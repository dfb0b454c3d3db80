using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>Transactions that got meter values after their end, until somebody looks whether that end has to be reckoned again.</summary>
/// <remarks>Gathered rather than reckoned with each message: the queue of a Charge Point that was offline holds hundreds for one transaction.</remarks>
internal sealed class LateMeterValues : IMirror
{
    private readonly ConcurrentDictionary<int, bool> _transactions = new();

    public void Add(int transactionId) => _transactions[transactionId] = true;

    /// <summary>Takes all of them out.</summary>
    public List<int> Take() => [.. _transactions.Keys.Where(id => _transactions.TryRemove(id, out _))];

    /// <summary>What came just before this process ended may not have been looked at: every end that is a rule's is looked at once more.</summary>
    public void Load(CentralSystemDbContext db)
    {
        var late = db.Anomalies.AsNoTracking().Where(a => a.Kind == nameof(TransactionFlags.LateMeterValues));
        var ended = db.Transactions.AsNoTracking().Where(t => (t.Flags & TransactionFlags.ResolvedAutomatically) != 0 && (t.Flags & TransactionFlags.ConfirmedStop) == 0);
        foreach (var id in late.Join(ended, a => a.TransactionId, t => t.TransactionId, (_, t) => t.TransactionId))
        {
            Add(id);
        }
    }
}
