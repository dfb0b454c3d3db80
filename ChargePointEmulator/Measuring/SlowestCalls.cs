using ChargePointEmulator.Fleet;
using Ocpp.Rpc;

namespace ChargePointEmulator.Measuring;

/// <summary>The calls that took longest, with the ids under which they stand in the Central System's own log.</summary>
internal sealed class SlowestCalls
{
    private const int Kept = 10;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<SlowCall, TimeSpan> _calls = new();
    private long _leastTicks = -1;

    /// <summary>The slowest first.</summary>
    public IReadOnlyList<SlowCall> Read()
    {
        lock (_lock)
        {
            return [.. _calls.UnorderedItems.Select(item => item.Element).OrderByDescending(call => call.Took)];
        }
    }

    public void Offer(EmulatedChargePoint chargePoint, OutgoingCall call, TimeSpan took, string outcome, TimeProvider time)
    {
        // Almost none is slow enough: those need no lock.
        if (took.Ticks <= Interlocked.Read(ref _leastTicks))
        {
            return;
        }

        lock (_lock)
        {
            _calls.Enqueue(new SlowCall(chargePoint.Identity, call.Action.Name, call.Id.Text, took, outcome, time.GetUtcNow()), took);
            if (_calls.Count > Kept)
            {
                _calls.Dequeue();
                Interlocked.Exchange(ref _leastTicks, _calls.Peek().Took.Ticks);
            }
        }
    }
}
