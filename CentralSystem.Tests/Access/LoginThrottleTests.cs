using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Access;

/// <summary>Guessing passwords is slow, and locks nobody else out.</summary>
public sealed class LoginThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void After_five_failures_each_further_try_waits_twice_as_long_and_fifteen_minutes_at_most()
    {
        var throttle = new LoginThrottle(_time);
        for (var i = 0; i < 5; i++)
        {
            throttle.Begin("admin", "10.0.0.1");
        }

        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        {
            WaitOf(throttle, "admin", "10.0.0.1").ShouldBe(seconds);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            throttle.Begin("ADMIN", "10.0.0.1");
        }
    }

    [Fact]
    public void A_lock_at_one_place_locks_no_other()
    {
        var throttle = new LoginThrottle(_time);
        for (var i = 0; i < 5; i++)
        {
            throttle.Begin("admin", "10.0.0.1");
        }

        throttle.Begin("admin", "10.0.0.2");
    }

    [Fact]
    public void Strangers_everywhere_slow_each_other_but_not_the_place_the_user_logged_in_from()
    {
        var throttle = new LoginThrottle(_time);
        throttle.Begin("admin", "10.0.0.1");
        throttle.Succeeded("admin", "10.0.0.1");
        for (var i = 0; i < 50; i++)
        {
            throttle.Begin("admin", $"192.0.2.{i}");
        }

        WaitOf(throttle, "admin", "198.51.100.1").ShouldBe(1);
        throttle.Begin("admin", "10.0.0.1");
    }

    [Fact]
    public void Many_names_from_one_place_lock_the_place_and_an_IPv6_network_is_one()
    {
        var throttle = new LoginThrottle(_time);
        for (var i = 0; i < 20; i++)
        {
            throttle.Begin($"user{i}", $"2001:db8::{i}");
        }

        WaitOf(throttle, "other", "2001:db8::ffff").ShouldBe(1);
        throttle.Begin("other", "2001:db8:0:1::1");
    }

    [Fact]
    public void A_flood_of_names_and_addresses_is_remembered_up_to_a_bound()
    {
        var counter = new FailureCounter(_time, free: 5, longest: TimeSpan.FromMinutes(1));
        for (var i = 0; i < FailureCounter.MostKeys + 500; i++)
        {
            counter.Add($"name{i}");
        }

        counter.Count.ShouldBe(FailureCounter.MostKeys);
        counter.Contains("name0").ShouldBeFalse();
        counter.Contains($"name{FailureCounter.MostKeys + 499}").ShouldBeTrue();
    }

    [Fact]
    public async Task Tries_at_the_same_moment_are_counted_and_the_wait_is_told()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient(apiKey: null);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => http.LogInAsync("admin", "not the password")));
        answers.Count(answer => answer.Status == 401).ShouldBeLessThanOrEqualTo(6);
        var refused = answers.First(answer => answer.Status == 429);
        refused.Problem.ShouldBe("too-many-logins");
        int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    private static int WaitOf(LoginThrottle throttle, string name, string address) =>
        Should.Throw<ProblemException>(() => throttle.Begin(name, address)).Problem.RetryAfterSeconds!.Value;
}
