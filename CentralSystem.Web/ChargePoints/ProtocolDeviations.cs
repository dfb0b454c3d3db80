using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Counts what was tolerated, per Charge Point and kind, and writes the counts behind.</summary>
internal sealed partial class ProtocolDeviations(GroupCommitWriter writer, TimeProvider time, ILogger<ProtocolDeviations> logger) : IPeriodicFlush
{
    /// <summary>Different deviations between two flushes; a hostile peer invents no more than this.</summary>
    private const int MostPending = 10_000;

    /// <summary>Of one Charge Point, between two flushes.</summary>
    private const int MostPendingOfOne = 100;

    /// <summary>Rows of one Charge Point; the ones not seen for longest go.</summary>
    private const int MostKeptOfOne = 300;

    /// <summary>Those of a stranger that never boots are forgotten after so long.</summary>
    private static readonly TimeSpan StrangersPatience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Key, (long Count, string Text, DateTimeOffset Since)> _pending = new();
    private int _ofStrangers;

    public void Add(ChargePointState chargePoint, IReadOnlyList<ProtocolNote> notes)
    {
        foreach (var note in notes)
        {
            LogDeviation(chargePoint.Identity, note.Kind, note.Action, note.Field, note.Text);
            var key = new Key(chargePoint, note.Kind, note.Action, Positions().Replace(note.Field, "[]"));
            if (IsRoomFor(key))
            {
                _pending.AddOrUpdate(
                    key,
                    static (_, note) => (1, note.Text, note.Now),
                    static (_, earlier, note) => (earlier.Count + 1, note.Text, earlier.Since),
                    (note.Text, Now: time.GetUtcNow()));
            }
        }
    }

    public async Task FlushAsync()
    {
        var now = time.GetUtcNow();
        var counted = new List<(Key, long, string)>();
        var ofStrangers = 0;
        foreach (var (key, (_, _, since)) in _pending)
        {
            // A stranger has no row yet: its deviations wait for its first boot.
            var isStranger = key.ChargePoint.Key == 0;
            if (isStranger && now - since < StrangersPatience)
            {
                ofStrangers++;
            }
            else if (_pending.TryRemove(key, out var count))
            {
                Interlocked.Decrement(ref key.ChargePoint.PendingDeviations);
                if (isStranger)
                {
                    continue;
                }

                counted.Add((key, count.Count, count.Text));
            }
        }

        Volatile.Write(ref _ofStrangers, ofStrangers);
        if (counted.Count > 0)
        {
            await writer.WriteAsync(new Write(counted, now));
        }
    }

    /// <summary>Strangers get half of the room, so that a flood of them leaves the others theirs.</summary>
    private bool IsRoomFor(Key key)
    {
        if (_pending.ContainsKey(key))
        {
            return true;
        }

        return _pending.Count < MostPending
            && (key.ChargePoint.Key != 0 || Volatile.Read(ref _ofStrangers) < MostPending / 2)
            && TakesPlaceOfOwn(key.ChargePoint)
            && (key.ChargePoint.Key != 0 || Interlocked.Increment(ref _ofStrangers) > 0);
    }

    private static bool TakesPlaceOfOwn(ChargePointState chargePoint)
    {
        if (Interlocked.Increment(ref chargePoint.PendingDeviations) <= MostPendingOfOne)
        {
            return true;
        }

        Interlocked.Decrement(ref chargePoint.PendingDeviations);
        return false;
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Positions();

    [LoggerMessage(EventId = 1301, Level = LogLevel.Debug, Message = "{ChargePoint} {Kind} in {Action} {Field}: {Text}")]
    private partial void LogDeviation(string chargePoint, NoteKind kind, string action, string field, string text);

    private readonly record struct Key(ChargePointState ChargePoint, NoteKind Kind, string Action, string Field);

    private sealed class Write(List<(Key Key, long Count, string Text)> counted, DateTimeOffset at) : StoreWrite<bool>
    {
        private const string Upsert =
            """
            INSERT INTO protocol_deviations (charge_point_key, kind, action, field, count, last_text, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (charge_point_key, kind, action, field) DO UPDATE SET count = protocol_deviations.count + ?5, last_text = ?6, last_at = ?7
            """;

        private const string Trim =
            """
            DELETE FROM protocol_deviations WHERE charge_point_key = ?1 AND last_at < (
                SELECT min(d.last_at) FROM (SELECT last_at FROM protocol_deviations WHERE charge_point_key = ?1 ORDER BY last_at DESC LIMIT ?2) d)
            """;

        public override void Apply(StoreSession session)
        {
            foreach (var (key, count, text) in counted)
            {
                session.Deferred(Upsert)
                    .Bind(1, key.ChargePoint.Key).Bind(2, key.Kind.ToString()).Bind(3, key.Action).Bind(4, key.Field).Bind(5, count).Bind(6, text).Bind(7, at)
                    .Execute();
            }

            foreach (var chargePointKey in counted.Select(c => c.Key.ChargePoint.Key).Distinct())
            {
                session.Prepared(Trim).Bind(1, chargePointKey).Bind(2, MostKeptOfOne).Execute();
            }
        }
    }
}
