namespace ChargePointEmulator.Fleet;

/// <summary>Spreads the handshakes of the fleet: first ones and reconnects alike.</summary>
internal sealed class ConnectPace(double ratePerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _gap = TimeSpan.FromSeconds(1 / ratePerSecond);
    private DateTimeOffset _next;

    /// <summary>Takes the next free place; gives the wait until then.</summary>
    public TimeSpan TakePlace()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var place = _next > now ? _next : now;
            _next = place + _gap;
            return place - now;
        }
    }
}
