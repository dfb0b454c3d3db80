using ChargePointEmulator.Fleet;
using ChargePointEmulator.Load;

namespace CentralSystem.Tests.Emulator.Load;

public class LoadDrawTests
{
    private const string Yaml = """
        fleet: { count: 10, mix: [ { model: ac-11, weight: 7 }, { model: dc-50, weight: 3 } ], tags: [A, B, C] }
        stages: [ { hold: { for: 1h, sessionsPerHour: 6, session: { energyWh: { dist: normal, mean: 22000, sd: 8000 }, duration: { dist: uniform, min: 5m, max: 10m } } } } ]
        """;

    [Fact]
    public void The_same_seed_draws_the_same_sessions_in_whatever_order_they_are_asked_for()
    {
        var forwards = new[] { 1, 2, 3 }.ToDictionary(number => number, number => Sessions(42, number));
        var backwards = new[] { 3, 2, 1 }.ToDictionary(number => number, number => Sessions(42, number));
        forwards.ShouldAllBe(each => each.Value.SequenceEqual(backwards[each.Key]));
        Sessions(43, 1).ShouldNotBe(forwards[1]);
    }

    [Fact]
    public void Two_plans_that_are_followed_in_turns_do_not_touch_each_other()
    {
        var alone = Sessions(42, 1);
        using var one = Plan(42, 1).GetEnumerator();
        using var two = Plan(42, 2).GetEnumerator();
        var together = new List<PlannedSession>();
        for (var i = 0; i < alone.Length; i++)
        {
            one.MoveNext();
            two.MoveNext();
            together.Add(one.Current);
        }

        together.ShouldBe(alone);
    }

    [Fact]
    public void Arrivals_come_at_the_rate_that_was_asked_for_and_independently_of_each_other()
    {
        // 200 charge points with two connectors, 6 sessions an hour each: 1200 in an hour, give or take four deviations of 35.
        var arrivals = Enumerable.Range(1, 200).SelectMany(number => new[] { 1, 2 }.SelectMany(connector => Plan(42, number, connector).TakeWhile(session => session.At < TimeSpan.FromHours(1)))).ToArray();
        arrivals.Length.ShouldBeInRange(1_060, 1_340);
        arrivals.Count(session => session.At < TimeSpan.FromMinutes(30)).ShouldBeInRange(arrivals.Length * 45 / 100, arrivals.Length * 55 / 100);
        arrivals.Average(session => session.EnergyWh!.Value).ShouldBeInRange(21_000, 23_000);
        arrivals.ShouldAllBe(session => session.Stays >= TimeSpan.FromMinutes(5) && session.Stays <= TimeSpan.FromMinutes(10));
        arrivals.GroupBy(session => session.IdTag).ShouldAllBe(tag => tag.Count() > arrivals.Length / 4);
    }

    [Fact]
    public void Charge_points_next_to_each_other_draw_nothing_alike()
    {
        var draws = Enumerable.Range(1, 50).Select(stream => Enumerable.Range(0, 50).Select(_ => 0.0).ToArray()).ToArray();
        for (var stream = 0; stream < draws.Length; stream++)
        {
            var random = new SeededRandom(1, stream + 1);
            for (var i = 0; i < 50; i++)
            {
                draws[stream][i] = random.NextDouble();
            }
        }

        draws.SelectMany(each => each).Distinct().Count().ShouldBe(2_500);
    }

    [Fact]
    public void The_mix_holds_in_every_part_of_the_fleet()
    {
        var stations = LoadReader.Read(Yaml, "x").Fleet.StationsInOrder();
        stations.Count(station => station == 0).ShouldBe(7);
        stations.Take(4).Count(station => station == 1).ShouldBe(1);
        stations.Skip(5).Count(station => station == 1).ShouldBeInRange(1, 2);
    }

    private static PlannedSession[] Sessions(int seed, int number) => [.. Plan(seed, number).Take(50)];

    private static IEnumerable<PlannedSession> Plan(int seed, int number, int connector = 1)
    {
        var profile = LoadReader.Read(Yaml, "x") with { Seed = seed };
        return SessionPlan.Of(profile, 0, (HoldStage)profile.Stages[0], number, connector, 2);
    }
}
