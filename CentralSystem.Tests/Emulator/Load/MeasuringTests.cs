using ChargePointEmulator.Load;
using ChargePointEmulator.Measuring;

namespace CentralSystem.Tests.Emulator.Load;

public class MeasuringTests
{
    [Fact]
    public void A_percentile_is_never_too_low_and_at_most_a_hundredth_too_high()
    {
        var histogram = new LatencyHistogram();
        var random = new Random(1);
        var values = Enumerable.Range(0, 20_000).Select(_ => Math.Exp(random.NextDouble() * 17)).Select(microseconds => TimeSpan.FromMicroseconds(Math.Floor(microseconds))).Order().ToArray();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        var latencies = Read(histogram);
        latencies.Count.ShouldBe(values.Length);
        foreach (var percent in new[] { 1, 25, 50, 95, 99, 99.9, 100 })
        {
            var exact = values[(int)Math.Ceiling(values.Length * percent / 100) - 1];
            latencies.Percentile(percent).ShouldBeInRange(exact, exact * 1.008 + TimeSpan.FromMicroseconds(1), $"p{percent}");
        }

        latencies.Max.ShouldBe(values[^1]);
    }

    [Fact]
    public void What_came_since_a_moment_is_counted_apart()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromSeconds(10));
        var before = Read(histogram);
        histogram.Add(TimeSpan.FromMilliseconds(5));
        var since = Read(histogram).Since(before);
        (since.Count, since.Max).ShouldBe((1, since.Percentile(50)));
        since.Max.ShouldBeLessThan(TimeSpan.FromMilliseconds(5.1));
        Latencies.Together([before, since]).Percentile(100).ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(0.0003, "<0.01")]
    [InlineData(0.03, "0.03")]
    [InlineData(0.5, "0.50")]
    [InlineData(0.996, "1.0")]
    [InlineData(66.54, "66.5")]
    [InlineData(99.96, "100")]
    [InlineData(12_345.6, "12 346")]
    public void What_is_rare_does_not_look_as_if_it_never_happened(double perSecond, string shown) => Texts.Rate(perSecond).ShouldBe(shown);

    [Fact]
    public void The_longest_and_the_shortest_have_a_place()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromDays(10));
        histogram.Add(TimeSpan.FromSeconds(-1));
        Read(histogram).Percentile(50).ShouldBe(TimeSpan.Zero);
        Read(histogram).Max.ShouldBeGreaterThan(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("connectSuccess", ">98%", true)]
    [InlineData("connectSuccess", ">99%", false)]
    [InlineData("p50(Heartbeat)", "<15ms", true)]
    [InlineData("p99(Heartbeat)", "<15ms", false)]
    [InlineData("max(Heartbeat)", "<=1s", true)]
    [InlineData("p99.9(all)", ">=900ms", true)]
    [InlineData("rate(Heartbeat)", ">=9.5/s", true)]
    [InlineData("rate(Heartbeat)", ">10", false)]
    [InlineData("timeouts", "==2", true)]
    [InlineData("timeouts", "<1%", false)]
    [InlineData("callErrors", "==3", true)]
    [InlineData("callErrors", "!=3%", false)]
    [InlineData("lateStarts", "<30%", true)]
    [InlineData("failedSessions", "==0", false)]
    [InlineData("disconnects", "==4", true)]
    [InlineData("recoveryAfterBlackout", "<20s", true)]
    [InlineData("recoveryAfterReconnectStorm", "<1h", false)]
    [InlineData("accepted", "==98", true)]
    [InlineData("accepted", ">98%", false)]
    [InlineData("p95(Accepted)", "<15ms", true)]
    [InlineData("lateStarts", "<15% ", false)]
    [InlineData("timeouts", " < 3 % ", true)]
    [InlineData("connectSuccess", ">98 %", true)]
    [InlineData("p50(Heartbeat)", " <15ms ", true)]
    public void A_threshold_is_judged_by_what_was_measured(string measure, string condition, bool isHeld)
    {
        var summary = Summary($"{{ \"{measure}\": \"{condition}\" }}");
        summary.Profile.Thresholds[0].Judge(summary).IsHeld.ShouldBe(isHeld);
    }

    [Theory]
    [InlineData("p95(StartTransaction)", "<1h")]
    [InlineData("recoveryAfterRollingRestart", "<1h")]
    [InlineData("rate(StartTransaction)", "<10/s")]
    [InlineData("rate(StartTransaction)", "==0")]
    public void What_was_not_measured_is_missed(string measure, string condition)
    {
        var summary = Summary($"{{ \"{measure}\": \"{condition}\" }}");
        summary.Profile.Thresholds[0].Judge(summary).ShouldBe(new ThresholdResult(measure, condition, "not measured", false));
    }

    private static LoadSummary Summary(string thresholds)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 100; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(i < 95 ? 10 : 950));
        }

        var actions = TrafficMeter.CountedNames.Select(name => name switch
        {
            "Handshake" => new ActionFigures { Name = name, Ok = 99, Errors = 1 },
            "Accepted" => new ActionFigures { Name = name, Ok = 98, TimedOut = 2, Latency = Read(histogram) },
            "Heartbeat" => new ActionFigures { Name = name, Ok = 95, Errors = 3, TimedOut = 2, Latency = Read(histogram) },
            _ => new ActionFigures { Name = name },
        });
        return new LoadSummary
        {
            Profile = LoadReader.Read($"fleet: {{}}\nstages: [ {{ ramp: {{ to: 1 }} }} ]\nthresholds: {thresholds}", "x"),
            StartedAt = default,
            Duration = TimeSpan.FromSeconds(10),
            Fleet = new FleetState(1, 1, 1, 0, 0, 0),
            Traffic = new TrafficFigures([.. actions]) { Disconnects = 4 },
            Sessions = new SessionFigures(10, 8, 2, 0, 1, 1),
            Recoveries =
            [
                new Recovery("a", EventKind.Blackout, 5, TimeSpan.FromSeconds(12), 0),
                new Recovery("b", EventKind.ReconnectStorm, 5, TimeSpan.FromSeconds(1), 0),
                new Recovery("c", EventKind.ReconnectStorm, 5, null, 2),
            ],
        };
    }

    private static Latencies Read(LatencyHistogram histogram)
    {
        var counts = new long[LatencyHistogram.Buckets];
        var longest = histogram.AddTo(counts);
        return new Latencies(counts, longest);
    }
}
