namespace CentralSystem.Tests.Support;

/// <summary>A clock that a test sets to any instant, days ahead at no cost: unlike the fake clock it fires no timers on the way, those run by the machine.</summary>
internal sealed class SteppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
