using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>Reckons the hours of meter values once they are over. A value that comes late has its hour reckoned again.</summary>
/// <remarks>
/// Rows are numbered as they come, so what is new is what lies behind the last number that was rolled up: nothing is marked when values are written.
/// An hour is reckoned whole, so a round that was cut off is simply repeated.
/// </remarks>
internal sealed partial class MeterValueRollUp(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, MeterValueRetention retention, TimeProvider time, ILogger<MeterValueRollUp> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Values of an hour come until then without being late.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(5);

    /// <summary>Rows read at once: no reading transaction lasts, and no table is in memory, however much there is to catch up on.</summary>
    private const int ChunkSize = 10_000;

    /// <summary>Meter values read at once with their samples; PostgreSQL's answer is held whole before its first row is seen.</summary>
    internal const int ValuesAtOnce = 2_000;

    /// <summary>Rows of one write: few enough that no message waits for them.</summary>
    private const int BatchSize = 200;

    /// <summary>An hour of more Charge Points is reckoned whole.</summary>
    private const int FewChargePoints = 50;

    /// <summary>An hour that counted more samples had values that are deleted by now, as after the retention was raised: it stays as it is.</summary>
    private const string Upsert =
        """
        INSERT INTO meter_value_hours (charge_point_key, hour, connector_id, kind_id, min, max, average, last, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (charge_point_key, hour, connector_id, kind_id) DO UPDATE SET min = ?5, max = ?6, average = ?7, last = ?8, count = ?9
        WHERE meter_value_hours.count <= ?9
        """;

    private const string SetState =
        "INSERT INTO meter_value_roll_up_states (id, rolled_up_to) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET rolled_up_to = ?1";

    /// <summary>The end of the last hour that was rolled up.</summary>
    private DateTimeOffset _done;

    /// <summary>One round over everything that is new and over.</summary>
    public async Task RollUpAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var closedUntil = HourOf(now - Lateness);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = await db.MeterValueRollUpStates.Select(s => s.RolledUpTo).SingleOrDefaultAsync(cancellationToken);
        var keptSince = retention.KeptSince(now);
        var hours = new SortedDictionary<DateTimeOffset, HashSet<int>>();
        long? firstOpen = null;
        var last = from;
        bool more;
        do
        {
            var after = last;
            var rows = await db.MeterValues.Where(v => v.Id > after).OrderBy(v => v.Id).Take(ChunkSize).Select(v => new { v.Id, v.Timestamp, v.ChargePointKey }).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                last = row.Id;
                var hour = HourOf(row.Timestamp);

                // A clock that runs ahead must not hold up all others.
                if (hour >= closedUntil && hour <= now + Hour)
                {
                    firstOpen ??= row.Id;
                }
                else if (hour >= keptSince)
                {
                    // Older hours are whole only in the roll-up.
                    (hours.TryGetValue(hour, out var chargePoints) ? chargePoints : hours[hour] = []).Add(row.ChargePointKey);
                }
            }

            more = rows.Count == ChunkSize;
        }
        while (more);

        var series = await SeriesAsync(db, cancellationToken);
        foreach (var (hour, chargePoints) in hours)
        {
            await WriteAsync(await ReckonAsync(db, hour, chargePoints, series, cancellationToken));
        }

        await writer.WriteAsync(new StateWrite(firstOpen - 1 ?? last));
    }

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        var closedUntil = HourOf(Time.GetUtcNow() - Lateness);
        if (closedUntil != _done)
        {
            await RollUpAsync(cancellationToken);
            await retention.DeleteOldAsync(cancellationToken);
            _done = closedUntil;
        }
    }

    private static DateTimeOffset HourOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Each kind's series: the first kind that differs in nothing but context. Kinds without numbers have none.</summary>
    private static async Task<Dictionary<int, int>> SeriesAsync(CentralSystemDbContext db, CancellationToken cancellationToken)
    {
        var kinds = await db.SampleKinds.Where(k => k.Format == "Raw").ToListAsync(cancellationToken);
        return kinds.GroupBy(k => (k.Measurand, k.Phase, k.Location, k.Unit)).SelectMany(same => same.Select(k => (k.Id, Series: same.Min(other => other.Id))))
            .ToDictionary(k => k.Id, k => k.Series);
    }

    private static async Task<List<Reckoned>> ReckonAsync(
        CentralSystemDbContext db, DateTimeOffset hour, HashSet<int> chargePoints, Dictionary<int, int> series, CancellationToken cancellationToken)
    {
        // Not the first instant of the next hour: the last hour there is has none after it, and a clock may say so.
        var last = hour + (Hour - TimeSpan.FromTicks(1));
        var values = db.MeterValues.Where(v => v.Timestamp >= hour && v.Timestamp <= last);
        if (chargePoints.Count <= FewChargePoints)
        {
            values = values.Where(v => chargePoints.Contains(v.ChargePointKey));
        }

        var reckoned = new Dictionary<(int, int, int), Reckoned>();
        var (at, chargePoint, connector, id) = (hour, int.MinValue, int.MinValue, 0L);
        bool more;
        do
        {
            // Along the index over time, which also has the values of one connector in the order they were measured.
            var chunk = await values
                .Where(v => v.Timestamp >= at && (v.Timestamp > at || v.ChargePointKey > chargePoint
                    || (v.ChargePointKey == chargePoint && (v.ConnectorId > connector || (v.ConnectorId == connector && v.Id > id)))))
                .OrderBy(v => v.Timestamp).ThenBy(v => v.ChargePointKey).ThenBy(v => v.ConnectorId).ThenBy(v => v.Id).Take(ValuesAtOnce)
                .Select(v => new { v.Timestamp, v.ChargePointKey, v.ConnectorId, v.Id, Samples = v.Samples.OrderBy(s => s.Ordinal).Select(s => new { s.KindId, s.Value }).ToList() })
                .ToListAsync(cancellationToken);
            foreach (var row in chunk)
            {
                (at, chargePoint, connector, id) = (row.Timestamp, row.ChargePointKey, row.ConnectorId, row.Id);
                foreach (var sample in row.Samples)
                {
                    if (sample.Value is { } value && MeterRegister.CanBe(value) && series.TryGetValue(sample.KindId, out var kindId))
                    {
                        var key = (row.ChargePointKey, row.ConnectorId, kindId);
                        (reckoned.TryGetValue(key, out var known) ? known : reckoned[key] = new Reckoned(hour, row.ChargePointKey, row.ConnectorId, kindId)).Add(value);
                    }
                }
            }

            more = chunk.Count == ValuesAtOnce;
        }
        while (more);

        return [.. reckoned.Values];
    }

    private async Task WriteAsync(List<Reckoned> hours)
    {
        foreach (var batch in hours.Chunk(BatchSize))
        {
            await writer.WriteAsync(new HoursWrite(batch));
        }
    }

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error, Message = "Meter values could not be rolled up; the next round tries again")]
    protected override partial void LogFailed(Exception exception);

    private sealed class Reckoned(DateTimeOffset hour, int chargePointKey, int connectorId, int kindId)
    {
        private double _min = double.PositiveInfinity;
        private double _max = double.NegativeInfinity;
        private double _mean;
        private double _last;
        private long _count;

        public void Add(double value)
        {
            (_min, _max, _last) = (Math.Min(_min, value), Math.Max(_max, value), value);
            _count++;

            // A running mean: a sum of the largest numbers would overflow.
            _mean += (value / _count) - (_mean / _count);
        }

        public void Write(StoreSession session) => session.Deferred(Upsert)
            .Bind(1, chargePointKey).Bind(2, hour).Bind(3, connectorId).Bind(4, kindId)
            .Bind(5, (double?)_min).Bind(6, (double?)_max).Bind(7, (double?)_mean).Bind(8, (double?)_last).Bind(9, _count).Execute();
    }

    private sealed class HoursWrite(Reckoned[] hours) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session)
        {
            foreach (var hour in hours)
            {
                hour.Write(session);
            }
        }
    }

    private sealed class StateWrite(long rolledUpTo) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session) => session.Prepared(SetState).Bind(1, rolledUpTo).Execute();
    }
}
