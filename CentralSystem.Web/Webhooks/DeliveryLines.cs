namespace CentralSystem.Web.Webhooks;

/// <summary>What one webhook still has to get: a line for each Charge Point, of which only the first may be under way.</summary>
/// <remarks>
/// A failing event holds up those behind it in its line, and no other line. The deliveries of a line have either all a row or none,
/// which is what lets a restart tell what is done with. Used by one task.
/// </remarks>
internal sealed class DeliveryLines
{
    /// <summary>A longer line gets rows: slow, it would keep the others from being read.</summary>
    private const int LongestFreshLine = 64;

    private readonly Dictionary<string, Queue<PendingDelivery>> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<PendingDelivery> _fresh = new(Comparer<PendingDelivery>.Create((a, b) => a.EventId.CompareTo(b.EventId)));
    private readonly PriorityQueue<PendingDelivery, (DateTimeOffset At, long EventId)> _due = new();

    /// <summary>Deliveries that have no row.</summary>
    public int Fresh => _fresh.Count;

    /// <summary>Deliveries that have one.</summary>
    public int Parked { get; private set; }

    /// <summary>The first event that would be lost if the program ended now and began after it; null for none.</summary>
    public long? OldestFresh => _fresh.Min?.EventId;

    /// <summary>When the next attempt is due; null while nothing waits for its time.</summary>
    public DateTimeOffset? NextDue => _due.TryPeek(out _, out var at) ? at.At : null;

    /// <summary>Puts a delivery at the end of its line.</summary>
    /// <returns>The deliveries that need a row for it.</returns>
    public IReadOnlyList<PendingDelivery> Add(PendingDelivery delivery)
    {
        if (!_lines.TryGetValue(delivery.ChargePointId, out var line))
        {
            _lines.Add(delivery.ChargePointId, line = new Queue<PendingDelivery>());
        }

        var isParkedLine = line.TryPeek(out var first) && first.IsParked;
        line.Enqueue(delivery);
        if (line.Count == 1)
        {
            _due.Enqueue(delivery, (delivery.NextAttemptAt, delivery.EventId));
        }

        if (delivery.IsParked)
        {
            Parked++;
            return [];
        }

        _fresh.Add(delivery);
        return isParkedLine || line.Count > LongestFreshLine ? Park(delivery.ChargePointId) : [];
    }

    /// <summary>Takes the delivery whose attempt is due.</summary>
    public PendingDelivery? TakeDue(DateTimeOffset now)
    {
        if (!_due.TryPeek(out var delivery, out var due) || due.At > now)
        {
            return null;
        }

        _due.Dequeue();
        return delivery;
    }

    /// <summary>Has the first of a line tried again at its time.</summary>
    /// <returns>The deliveries that need a row for it.</returns>
    public IReadOnlyList<PendingDelivery> Retry(PendingDelivery first)
    {
        _due.Enqueue(first, (first.NextAttemptAt, first.EventId));
        return Park(first.ChargePointId);
    }

    /// <summary>The first of a line is done with: the next one is due.</summary>
    public void Finish(PendingDelivery first)
    {
        var line = _lines[first.ChargePointId];
        line.Dequeue();
        if (first.IsParked)
        {
            Parked--;
        }
        else
        {
            _fresh.Remove(first);
        }

        if (line.TryPeek(out var next))
        {
            _due.Enqueue(next, (next.NextAttemptAt, next.EventId));
        }
        else
        {
            _lines.Remove(first.ChargePointId);
        }
    }

    /// <summary>Marks a whole line as having rows; its events are let go.</summary>
    private List<PendingDelivery> Park(string chargePointId)
    {
        var added = _lines[chargePointId].Where(delivery => !delivery.IsParked).ToList();
        foreach (var delivery in added)
        {
            _fresh.Remove(delivery);
            delivery.IsParked = true;
            delivery.Message = null;
        }

        Parked += added.Count;
        return added;
    }
}
