using System.Collections.Concurrent;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.IdTags;

/// <summary>Collects idTags nobody registered and writes them behind: the inbox costs the Charge Point no waiting.</summary>
internal sealed class UnknownIdTags(GroupCommitWriter writer, TimeProvider time) : IPeriodicFlush
{
    /// <summary>Between two flushes; a flood of invented tags is cut off here.</summary>
    private const int MostPending = 1_000;

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<string, Sighting> _pending = new(StringComparer.OrdinalIgnoreCase);

    public void Seen(string idTag, string chargePointId)
    {
        if (_pending.Count < MostPending || _pending.ContainsKey(idTag))
        {
            var now = time.GetUtcNow();
            _pending.AddOrUpdate(idTag,
                static (_, arg) => new Sighting(1, arg.now, arg.now, arg.chargePointId),
                static (_, earlier, arg) => earlier with { Count = earlier.Count + 1, LastAt = arg.now, ChargePointId = arg.chargePointId },
                (now, chargePointId));
        }
    }

    public async Task FlushAsync()
    {
        var sightings = new List<(string Id, Sighting Sighting)>();
        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var sighting))
            {
                sightings.Add((id, sighting));
            }
        }

        if (sightings.Count > 0)
        {
            await writer.WriteAsync(new Write(sightings));
        }
    }

    private sealed record Sighting(int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, string ChargePointId);

    private sealed class Write(List<(string Id, Sighting Sighting)> sightings) : StoreWrite<int>
    {
        private const string Upsert =
            """
            INSERT INTO unknown_id_tags (id, first_seen_at, last_seen_at, count, last_charge_point_id) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at, count = unknown_id_tags.count + excluded.count, last_charge_point_id = excluded.last_charge_point_id
            """;

        private const string Trim =
            "DELETE FROM unknown_id_tags WHERE id IN (SELECT id FROM unknown_id_tags ORDER BY last_seen_at DESC LIMIT ?2 OFFSET ?1)";

        public override void Apply(StoreSession session)
        {
            foreach (var (id, sighting) in sightings)
            {
                session.Deferred(Upsert).Bind(1, id).Bind(2, sighting.FirstAt).Bind(3, sighting.LastAt).Bind(4, sighting.Count).Bind(5, sighting.ChargePointId).Execute();
            }

            // One flush brings no more than it takes away.
            session.Prepared(Trim).Bind(1, MostKept).Bind(2, MostPending).Execute();
        }
    }
}
