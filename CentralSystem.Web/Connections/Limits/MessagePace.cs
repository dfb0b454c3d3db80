using Ocpp.Rpc;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>How fast one connection is read: a burst at once, then no faster than the rate; who keeps on pressing is closed.</summary>
/// <remarks>
/// Used by the receive loop of its connection alone: no lock, nothing shared, no allocation. Frames that never become a message,
/// such as pings, are counted as reads of the stream below.
/// </remarks>
internal sealed class MessagePace(LimitOptions limits, TimeProvider time) : IInboundPace
{
    /// <summary>Reads a message may take: the head of its frame, its payload in parts, a ping before it.</summary>
    private const int ReadsPerMessage = 10;

    /// <summary>A tenth of the burst.</summary>
    private const int PartOfBurst = 10;

    private readonly LimitOptions _limits = limits;
    private readonly TimeProvider _time = time;
    private TokenBucket _messages = TokenBucket.Full((double)limits.MessagesPerSecond * limits.BurstSeconds, time.GetTimestamp());
    private TokenBucket _bytes = TokenBucket.Full((double)limits.BytesPerSecond * limits.BurstSeconds, time.GetTimestamp());
    private TokenBucket _reads = TokenBucket.Full((double)limits.MessagesPerSecond * limits.BurstSeconds * ReadsPerMessage, time.GetTimestamp());
    private long _heldSince;
    private long _readsHeldSince;

    /// <summary>No messages of a connection are counted at all.</summary>
    public static bool IsOff(LimitOptions limits) => limits is { MessagesPerSecond: 0, BytesPerSecond: 0 };

    /// <inheritdoc />
    public TimeSpan? Take(int bytes)
    {
        var now = _time.GetTimestamp();
        var wait = Math.Max(Wait(ref _messages, now, _limits.MessagesPerSecond, 1), Wait(ref _bytes, now, _limits.BytesPerSecond, bytes));
        var hasPaused = HasPaused(_messages, _limits.MessagesPerSecond) && HasPaused(_bytes, _limits.BytesPerSecond);
        return Verdict(wait, hasPaused, now, ref _heldSince);
    }

    /// <summary>Counts one read of the stream.</summary>
    /// <returns>How long it has to wait; null when the peer has to go.</returns>
    public TimeSpan? TakeRead()
    {
        var now = _time.GetTimestamp();
        var perSecond = (double)_limits.MessagesPerSecond * ReadsPerMessage;
        return Verdict(Wait(ref _reads, now, perSecond, 1), HasPaused(_reads, perSecond), now, ref _readsHeldSince);
    }

    /// <summary>Seconds until the debt is paid.</summary>
    private double Wait(ref TokenBucket bucket, long now, double perSecond, int cost)
    {
        if (perSecond == 0)
        {
            return 0;
        }

        bucket.Refill(now, perSecond * _limits.BurstSeconds, perSecond, _time.TimestampFrequency);
        bucket.Tokens -= cost;
        return bucket.Tokens < 0 ? -bucket.Tokens / perSecond : 0;
    }

    /// <summary>Whether part of the burst is there again: a timer that came late is no pause of the peer.</summary>
    private bool HasPaused(in TokenBucket bucket, double perSecond) => bucket.Tokens >= perSecond * _limits.BurstSeconds / PartOfBurst;

    private TimeSpan? Verdict(double wait, bool hasPaused, long now, ref long heldSince)
    {
        if (wait == 0)
        {
            heldSince = hasPaused ? 0 : heldSince;
            return TimeSpan.Zero;
        }

        // A timestamp of 0 stands for not held.
        heldSince = heldSince == 0 ? Math.Max(now, 1) : heldSince;
        return _time.GetElapsedTime(heldSince, now).TotalSeconds < _limits.FloodSeconds ? TimeSpan.FromSeconds(wait) : null;
    }
}
