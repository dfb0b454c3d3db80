using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Every stored Charge Point in memory, found by its identity in any letter case.</summary>
internal sealed class ChargePointDirectory(TimeProvider time) : IMirror
{
    /// <summary>How many transactions back a start looks for the last one of each connector.</summary>
    private const int RecentTransactions = 10_000;

    private readonly ConcurrentDictionary<string, ChargePointState> _byIdentity = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ChargePointState> _removed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, ChargePointState> _byKey = new();

    /// <summary>All that are registered, in no order; enumerated without a copy.</summary>
    public IEnumerable<ChargePointState> All => _byIdentity.Select(pair => pair.Value);

    /// <summary>How many there are; not for the hot path.</summary>
    public int Count => _byIdentity.Count;

    public bool TryFind(string identity, [NotNullWhen(true)] out ChargePointState? chargePoint) => _byIdentity.TryGetValue(identity, out chargePoint);

    public ChargePointState? Find(int key) => _byKey.GetValueOrDefault(key);

    /// <summary>The Charge Point with this identity.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public ChargePointState Get(string identity) => TryFind(identity, out var chargePoint) ? chargePoint : throw Problems.UnknownChargePoint(identity);

    /// <summary>Whether an operator removed this identity: it stays outside until it is registered again.</summary>
    public bool IsRemoved(string identity) => _removed.ContainsKey(identity);

    /// <summary>The Charge Point with this identity, also a removed one: its history is still read under it.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there never was one.</remarks>
    public ChargePointState GetEvenRemoved(string identity) => _removed.TryGetValue(identity, out var removed) ? removed : Get(identity);

    /// <summary>Key to filter rows by, also of a removed one: null for no filter, 0, which no row has, for an identity nobody knows.</summary>
    public int? KeyOf(string? identity) =>
        identity is null ? null : TryFind(identity, out var chargePoint) || _removed.TryGetValue(identity, out chargePoint) ? chargePoint.Key : 0;

    /// <summary>Identity of the Charge Point of a row.</summary>
    public string IdentityOf(int key) => _byKey[key].Identity;

    /// <summary>Takes in a Charge Point that has just been stored; gives the one that is known by now.</summary>
    /// <remarks>A removed one stays removed: the boot of a connection that is about to be closed must not bring it back.</remarks>
    public ChargePointState Add(ChargePointState chargePoint)
    {
        if (_removed.TryGetValue(chargePoint.Identity, out var removed))
        {
            return removed;
        }

        var known = _byIdentity.GetOrAdd(chargePoint.Identity, chargePoint);
        _byKey.TryAdd(known.Key, known);
        return known;
    }

    /// <summary>Keeps a Charge Point outside from now on.</summary>
    public void Remove(ChargePointState chargePoint)
    {
        _removed[chargePoint.Identity] = chargePoint;
        _byIdentity.TryRemove(chargePoint.Identity, out _);
    }

    /// <summary>Takes in a Charge Point that an operator registered, also one that was removed before.</summary>
    public void Restore(ChargePointState chargePoint)
    {
        _byIdentity[chargePoint.Identity] = chargePoint;
        _byKey[chargePoint.Key] = chargePoint;
        _removed.TryRemove(chargePoint.Identity, out _);
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var row in db.ChargePoints.AsNoTracking())
        {
            var chargePoint = Add(new ChargePointState(row.Identity)
            {
                Key = row.Key,
                Registration = row.Registration,
                WasAccepted = row.AcceptedAt is not null,
                ValidationMode = row.ValidationMode,
                Security = ChargePointSecurity.Of(row),
                LastSeenAt = row.LastSeenAt,
            });
            if (row.RemovedAt is not null)
            {
                Remove(chargePoint);
            }
        }

        foreach (var tags in db.ChargePointTags.AsNoTracking().AsEnumerable().GroupBy(t => t.ChargePointKey))
        {
            _byKey[tags.Key].Tags = tags.Select(t => t.Tag).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        }

        var now = time.GetUtcNow();
        foreach (var row in db.Connectors.AsNoTracking().Where(c => c.Status != null))
        {
            var confirmedAt = row.StatusConfirmedAt ?? row.StatusTimestamp ?? default;
            _byKey[row.ChargePointKey].Connector(row.ConnectorId).Status =
                new ReportedStatus(row.Status!, row.ErrorCode ?? "NoError", row.Info, row.VendorId, row.VendorErrorCode)
                {
                    Timestamp = row.StatusTimestamp ?? default,
                    ConfirmedAt = confirmedAt,

                    // Nobody knows when it was heard, but it was before now.
                    ReceivedAt = confirmedAt > now ? now : default,
                };
        }

        // Sorted here: in the database an order would win over the small index of what is open.
        var running = db.Transactions.AsNoTracking().Where(t => t.StopReceivedAt == null)
            .Select(t => new
            {
                t.TransactionId,
                t.ChargePointKey,
                t.ConnectorId,
                t.StartTimestamp,
                t.StartReceivedAt,
                LastSample = db.MeterValues.Where(v => v.TransactionId == t.TransactionId).Max(v => (DateTimeOffset?)v.Timestamp),
            })
            .ToList();
        foreach (var open in running.OrderBy(t => t.TransactionId))
        {
            var connector = _byKey[open.ChargePointKey].Connector(open.ConnectorId);
            connector.Open(open.TransactionId, open.StartTimestamp.NoLaterThan(open.StartReceivedAt));

            // Its start is a sign by the Charge Point's clock, too: a status from before it, by the same clock, tells nothing of it.
            connector.SampledBefore(open.TransactionId, open.LastSample > open.StartTimestamp ? open.LastSample.Value : open.StartTimestamp, now);
        }

        var recent = db.Transactions.AsNoTracking().OrderByDescending(t => t.TransactionId).Take(RecentTransactions)
            .Select(t => new { t.TransactionId, t.ChargePointKey, t.ConnectorId, t.StartTimestamp, t.StopTimestamp });
        foreach (var closed in recent)
        {
            if (closed.StopTimestamp is { } stop)
            {
                _byKey[closed.ChargePointKey].Connector(closed.ConnectorId).Ended(new ClosedTransaction(closed.TransactionId, closed.StartTimestamp, stop));
            }
        }
    }
}
