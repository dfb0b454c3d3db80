using ChargePointEmulator.Fleet;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Emulator;

public sealed class SchedulerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Scheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly List<string> _ran = [];

    public SchedulerTests() => _scheduler = new Scheduler(_time, NullLogger<Scheduler>.Instance);

    [Fact]
    public void Work_runs_in_order_of_its_time_and_not_before()
    {
        After(3, "third");
        After(1, "first");
        After(1, "second");
        _time.Advance(TimeSpan.FromSeconds(0.999));
        _ran.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(10));
        _ran.ShouldBe(["first", "second", "third"]);
        _scheduler.Count.ShouldBe(0);
    }

    [Fact]
    public void Work_that_is_due_beyond_the_clock_waits_and_keeps_nobody_else_from_his_turn()
    {
        _time.Advance(TimeSpan.FromDays(1));
        _scheduler.After(TimeSpan.MaxValue, _gate, () => _ran.Add("never"));
        After(1, "soon");
        _time.Advance(TimeSpan.FromDays(365));
        _ran.ShouldBe(["soon"]);
        _scheduler.Count.ShouldBe(1);
    }

    [Fact]
    public void Cancelled_work_never_runs_and_leaves_no_trace()
    {
        var works = Enumerable.Range(0, 5000).Select(i => After(60, "never")).ToList();
        After(61, "last");
        works.ForEach(work => work.Cancel());
        _scheduler.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(61));
        _ran.ShouldBe(["last"]);
    }

    [Fact]
    public void A_failing_piece_does_not_stop_the_others()
    {
        _scheduler.After(TimeSpan.FromSeconds(1), _gate, () => throw new InvalidOperationException("boom"));
        After(1, "next");
        _time.Advance(TimeSpan.FromSeconds(1));
        _ran.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_delay_ends_early_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var delay = _scheduler.DelayAsync(TimeSpan.FromHours(1), stop.Token);
        delay.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await delay.WaitAsync(TimeSpan.FromSeconds(5));
        _scheduler.Count.ShouldBe(0);
    }

    public void Dispose() => _scheduler.Dispose();

    private ScheduledWork After(double seconds, string name) => _scheduler.After(TimeSpan.FromSeconds(seconds), _gate, () => _ran.Add(name));
}
