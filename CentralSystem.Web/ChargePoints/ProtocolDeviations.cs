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

    private readonly ConcurrentDictionary<Key, (long Count, string Text)> _pending = new();

    public void Add(ChargePointState chargePoint, IReadOnlyList<ProtocolNote> notes)
    {
        foreach (var note in notes)
        {
            LogDeviation(chargePoint.Identity, note.Kind, note.Action, note.Field, note.Text);
            var key = new Key(chargePoint, note.Kind, note.Action, Positions().Replace(note.Field, "[]"));
            if (_pending.Count < MostPending || _pending.ContainsKey(key))
            {
                _pending.AddOrUpdate(key, static (_, text) => (1, text), static (_, earlier, text) => (earlier.Count + 1, text), note.Text);
            }
        }
    }

    public async Task FlushAsync()
    {
        var counted = new List<(Key, long, string)>();
        foreach (var key in _pending.Keys)
        {
            // A stranger has no row yet: its deviations wait for its first boot.
            if (key.ChargePoint.Key != 0 && _pending.TryRemove(key, out var count))
            {
                counted.Add((key, count.Count, count.Text));
            }
        }

        if (counted.Count > 0)
        {
            await writer.WriteAsync(new Write(counted, time.GetUtcNow()));
        }
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
            ON CONFLICT (charge_point_key, kind, action, field) DO UPDATE SET count = count + ?5, last_text = ?6, last_at = ?7
            """;

        public override void Apply(SqliteSession session)
        {
            foreach (var (key, count, text) in counted)
            {
                session.Prepared(Upsert)
                    .Bind(1, key.ChargePoint.Key).Bind(2, key.Kind.ToString()).Bind(3, key.Action).Bind(4, key.Field).Bind(5, count).Bind(6, text).Bind(7, at)
                    .Execute();
            }
        }
    }
}
