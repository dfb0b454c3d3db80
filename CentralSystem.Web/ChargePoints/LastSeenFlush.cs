using CentralSystem.Web.Storage;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Writes behind when each Charge Point was last heard of. A crash sets these times back by a minute at most.</summary>
internal sealed class LastSeenFlush(ChargePointDirectory directory, GroupCommitWriter writer, TimeProvider time) : IPeriodicFlush
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private DateTimeOffset _flushedTo;

    public Task FlushAsync() => time.GetUtcNow() - _flushedTo < Interval ? Task.CompletedTask : FlushAtEndAsync();

    public async Task FlushAtEndAsync()
    {
        var now = time.GetUtcNow();
        var seen = directory.All.Where(c => c.LastSeenAt > _flushedTo).Select(c => (c.Key, c.LastSeenAt!.Value)).ToArray();
        _flushedTo = now;
        if (seen.Length > 0)
        {
            await writer.WriteAsync(new Write(seen));
        }
    }

    private sealed class Write((int Key, DateTimeOffset At)[] seen) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session)
        {
            foreach (var (key, at) in seen)
            {
                session.Deferred("UPDATE charge_points SET last_seen_at = ?2 WHERE key = ?1").Bind(1, key).Bind(2, at).Execute();
            }
        }
    }
}
