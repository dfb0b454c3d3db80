using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Support;

/// <summary>A set clock on which a periodic timer fires once for a jump, as after a machine slept; the fake clock fires each period on the way, which days ahead are millions.</summary>
internal sealed class LeapingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LeapingTimer(callback, state);
        timer.Inner = base.CreateTimer(_ => timer.Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LeapingTimer(TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public ITimer Inner { get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return Inner.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Inner.Change(_period, Timeout.InfiniteTimeSpan);
            }

            callback(state);
        }

        public void Dispose() => Inner.Dispose();

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
