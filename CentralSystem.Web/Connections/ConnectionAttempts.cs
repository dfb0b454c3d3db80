using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Connections;

/// <summary>Collects refused handshakes and writes them behind. The same one again within an hour is counted in its row; the newest ten thousand rows are kept.</summary>
/// <remarks>
/// One address brings so many different ones a minute; what it invents beyond that shares a row for each reason, so that no scanner
/// pushes out what an installer wants to see.
/// </remarks>
internal sealed class ConnectionAttempts(GroupCommitWriter writer, TimeProvider time) : IPeriodicFlush
{
    internal const int RowsPerAddressPerMinute = 60;

    /// <summary>Stands for the paths and identities of all that share a row.</summary>
    internal const string Several = "(several)";

    /// <summary>Between two flushes; a flood from many addresses is cut off here.</summary>
    private const int MostPending = 500;

    private const int MostKept = 10_000;

    /// <summary>Rows that are remembered so that their like can be counted in them.</summary>
    private const int MostOpen = 5_000;

    private static readonly TimeSpan LongestRow = TimeSpan.FromHours(1);

    private readonly Dictionary<Kind, Row> _open = [];
    private readonly Dictionary<Row, Pending> _pending = [];
    private readonly KeyedBuckets _newRows = new(RowsPerAddressPerMinute, time);
    private readonly Lock _lock = new();

    /// <summary>Takes in an attempt.</summary>
    /// <returns>Whether it is the first of its kind within an hour: worth a line in the log.</returns>
    public bool Add(ConnectionAttempt attempt)
    {
        var kind = new Kind(attempt.RemoteAddress, attempt.Path, attempt.ChargePointId, attempt.Reason);
        lock (_lock)
        {
            var row = Find(kind, attempt.At);
            if (row is null && !_newRows.TryTake(NetworkPlace.Of(attempt.RemoteAddress)))
            {
                kind = kind with { Path = Several, ChargePointId = null };
                attempt = attempt.AmongSeveral(Several);
                row = Find(kind, attempt.At);
            }

            var isNew = row is null;
            if (isNew)
            {
                if (_pending.Count >= MostPending)
                {
                    return false;
                }

                row = Open(kind, attempt.At);
            }

            if (_pending.TryGetValue(row!, out var pending))
            {
                (pending.Count, pending.Newest) = (pending.Count + 1, attempt);
            }
            else
            {
                _pending[row!] = new Pending(row!, attempt) { Count = 1 };
            }

            return isNew;
        }
    }

    public async Task FlushAsync()
    {
        List<Pending> pending;
        lock (_lock)
        {
            pending = [.. _pending.Values];
            _pending.Clear();
        }

        if (pending.Count > 0)
        {
            await writer.WriteAsync(new Write(pending));
        }
    }

    private Row? Find(Kind kind, DateTimeOffset at) => _open.TryGetValue(kind, out var row) && at - row.FirstAt < LongestRow ? row : null;

    private Row Open(Kind kind, DateTimeOffset at)
    {
        if (_open.Count >= MostOpen)
        {
            foreach (var (old, _) in _open.OrderBy(pair => pair.Value.FirstAt).Take(MostOpen / 2).ToList())
            {
                _open.Remove(old);
            }
        }

        return _open[kind] = new Row(at);
    }

    private readonly record struct Kind(string RemoteAddress, string Path, string? ChargePointId, ConnectionRefusal Reason);

    /// <summary>A row that is still counted up. Its id is set and read on the storage writer's thread.</summary>
    private sealed class Row(DateTimeOffset firstAt)
    {
        public DateTimeOffset FirstAt { get; } = firstAt;

        public long Id { get; set; }
    }

    private sealed class Pending(Row row, ConnectionAttempt attempt)
    {
        public Row Row { get; } = row;

        public DateTimeOffset FirstAt { get; } = attempt.At;

        /// <summary>What it offered last, and the fix for that, are what somebody who looks has to know.</summary>
        public ConnectionAttempt Newest { get; set; } = attempt;

        public long Count { get; set; }

        public DateTimeOffset? AgainAt => Count > 1 ? Newest.At : null;
    }

    private sealed class Write(List<Pending> pending) : StoreWrite<bool>
    {
        private const string Insert =
            """
            INSERT INTO connection_attempts (at, remote_address, path, charge_point_id, offered_subprotocols, reason, hint, count, last_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

        private const string CountUp = "UPDATE connection_attempts SET count = count + ?2, last_at = ?3, offered_subprotocols = ?4, hint = ?5 WHERE id = ?1";

        private const string Trim = "DELETE FROM connection_attempts WHERE id <= (SELECT max(id) FROM connection_attempts) - ?";

        private readonly List<(Row Row, long Id)> _stored = [];

        public override void Apply(StoreSession session)
        {
            _stored.Clear();
            foreach (var entry in pending)
            {
                if (entry.Row.Id > 0)
                {
                    session.Prepared(CountUp).Bind(1, entry.Row.Id).Bind(2, entry.Count).Bind(3, entry.Newest.At)
                        .Bind(4, entry.Newest.OfferedSubprotocols).Bind(5, entry.Newest.Hint).Execute();
                }
                else
                {
                    _stored.Add((entry.Row, Stored(session, entry)));
                }
            }

            session.RaiseRefusals([.. pending.Where(entry => entry.Row.Id == 0).Select(entry => entry.Newest)]);
            session.Prepared(Trim).Bind(1, MostKept).Execute();
        }

        public override void OnCommitted()
        {
            foreach (var (row, id) in _stored)
            {
                row.Id = id;
            }
        }

        private static long Stored(StoreSession session, Pending entry)
        {
            var attempt = entry.Newest;
            return session.Deferred(Insert)
                .Bind(1, entry.FirstAt).Bind(2, attempt.RemoteAddress).Bind(3, attempt.Path).Bind(4, attempt.ChargePointId)
                .Bind(5, attempt.OfferedSubprotocols).Bind(6, attempt.Reason.ToString()).Bind(7, attempt.Hint)
                .Bind(8, entry.Count).Bind(9, entry.AgainAt)
                .ExecuteForId();
        }
    }
}
