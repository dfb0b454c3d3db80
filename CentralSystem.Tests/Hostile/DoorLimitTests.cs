using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Hostile;

/// <summary>What one address and one identity may ask of the door.</summary>
public sealed class DoorLimitTests
{
    private const string Ocpp16 = "Sec-WebSocket-Protocol: ocpp1.6";

    [Fact]
    public async Task The_same_refusal_again_is_counted_in_one_row_and_logged_once()
    {
        await using var system = await StartAsync(("Registration:UnknownChargePoints", "Reject"));
        for (var i = 0; i < 5; i++)
        {
            (await StatusAsync(system, "/ocpp/STRANGER")).ShouldBe(404);
        }

        await system.FlushAsync();
        (await StatusAsync(system, "/ocpp/STRANGER")).ShouldBe(404);
        (await StatusAsync(system, "/ocpp/OTHER")).ShouldBe(404);
        await system.FlushAsync();

        var attempts = await AttemptsAsync(system);
        attempts.Select(a => (a.ChargePointId, a.Count)).ShouldBe([("STRANGER", 6), ("OTHER", 1)]);
        attempts[0].LastAt.ShouldNotBeNull();
        attempts[1].LastAt.ShouldBeNull();
        system.Log.Count(e => e.Message.Contains("STRANGER", StringComparison.Ordinal) && e.Message.StartsWith("Refused", StringComparison.Ordinal)).ShouldBe(1);
        (await system.ReadAsync(db => db.Events.CountAsync(e => e.Type == "handshake.refused"))).ShouldBe(2);
    }

    [Fact]
    public async Task What_one_address_invents_beyond_sixty_refusals_a_minute_shares_a_row()
    {
        await using var system = await StartAsync(("Registration:UnknownChargePoints", "Reject"));
        const int Invented = ConnectionAttempts.RowsPerAddressPerMinute + 20;
        for (var i = 0; i < Invented; i++)
        {
            await StatusAsync(system, $"/ocpp/INVENTED-{i}");
        }

        await system.FlushAsync();
        var attempts = await AttemptsAsync(system);
        attempts.Sum(a => a.Count).ShouldBe(Invented);
        attempts.Count.ShouldBeLessThan(ConnectionAttempts.RowsPerAddressPerMinute + 10);
        attempts.Single(a => a.Path == ConnectionAttempts.Several).ChargePointId.ShouldBeNull();
    }

    [Fact]
    public async Task Known_charge_points_get_in_from_an_address_that_was_refused_too_often()
    {
        await using var system = await StartAsync(("Limits:RefusalsPerAddressPerMinute", "3"));
        await (await system.ConnectTcpAsync("KNOWN")).DisposeAsync();
        for (var i = 0; i < 3; i++)
        {
            (await StatusAsync(system, "/ocpp/CP%01")).ShouldBe(404);
        }

        await using var refused = await system.HandshakeAsync("/ocpp/STRANGER", Ocpp16);
        refused.StatusCode.ShouldBe(429);
        refused.Headers["Retry-After"].ShouldBe("60");
        refused.Body.ShouldContain("Limits:RefusalsPerAddressPerMinute");
        (await StatusAsync(system, "/ocpp/KNOWN")).ShouldBe(101);
    }

    [Fact]
    public async Task Wrong_passwords_lock_an_identity_out_at_that_address_with_a_reason_and_a_fix()
    {
        await using var system = await StartAsync(("Limits:FailedLogins", "3"));
        await system.AddChargePointAsync("CP001", "0123456789abcdef");
        for (var i = 0; i < 4; i++)
        {
            (await StatusAsync(system, "/ocpp/CP001", Basic("CP001", "wrong"))).ShouldBe(i < 3 ? 401 : 429);
        }

        await using var right = await system.HandshakeAsync("/ocpp/CP001", Ocpp16, Basic("CP001", "0123456789abcdef"));
        right.StatusCode.ShouldBe(429);
        right.Body.ShouldContain("Too many wrong passwords: try again in");
        await system.FlushAsync();
        (await AttemptsAsync(system)).Select(a => a.Reason).ShouldBe([ConnectionRefusal.WrongCredentials, ConnectionRefusal.LockedOut]);
    }

    [Fact]
    public void A_lock_out_ends_and_is_of_its_address_alone()
    {
        var time = new FakeTimeProvider();
        var throttle = new CredentialThrottle(new LimitOptions { FailedLogins = 2, LockoutMinutes = 1 }, time);
        for (var i = 0; i < 20; i++)
        {
            throttle.Failed("CP001", "192.0.2.1");
        }

        throttle.Wait("CP001", "192.0.2.1").ShouldBe(TimeSpan.FromMinutes(1));
        throttle.Wait("CP001", "192.0.2.2").ShouldBe(TimeSpan.Zero);
        time.Advance(TimeSpan.FromMinutes(1));
        throttle.Wait("CP001", "192.0.2.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void One_password_tried_under_many_names_stops_the_address_and_not_those_who_logged_in_from_it()
    {
        var throttle = new CredentialThrottle(new LimitOptions(), new FakeTimeProvider());
        throttle.Succeeded("HONEST", "192.0.2.1");
        for (var i = 0; i < 60; i++)
        {
            throttle.Wait($"NAME-{i}", "192.0.2.1").ShouldBe(TimeSpan.Zero);
            throttle.Failed($"NAME-{i}", "192.0.2.1");
        }

        throttle.Wait("ANOTHER", "192.0.2.1").ShouldBe(TimeSpan.FromMinutes(1));
        throttle.Wait("HONEST", "192.0.2.1").ShouldBe(TimeSpan.Zero);
        throttle.Wait("ANOTHER", "192.0.2.2").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Strangers_leave_the_places_that_are_reserved_to_known_charge_points()
    {
        await using var system = await StartAsync(("Limits:Connections", "4"), ("Limits:ReservedPercent", "50"));
        await (await system.ConnectTcpAsync("KNOWN")).DisposeAsync();
        await Eventually.TrueAsync(() => system.Get<OpenConnections>().Admitted == 0, "its place is free again");
        await using var first = await system.ConnectTcpAsync("S1", boot: false);
        await using var second = await system.ConnectTcpAsync("S2", boot: false);

        await using var third = await system.HandshakeAsync("/ocpp/S3", Ocpp16);
        third.StatusCode.ShouldBe(503);
        third.Body.ShouldContain("Limits:ReservedPercent");
        await using var known = await system.ConnectTcpAsync("KNOWN", boot: false);
        system.Get<OpenConnections>().Admitted.ShouldBe(3);
    }

    [Fact]
    public async Task Strangers_of_one_address_are_limited_and_a_place_comes_back_with_the_end_of_its_connection()
    {
        await using var system = await StartAsync(("Limits:StrangersPerAddress", "1"));
        var first = await system.ConnectTcpAsync("S1", boot: false);
        (await StatusAsync(system, "/ocpp/S2")).ShouldBe(503);
        first.Reset();
        await Eventually.TrueAsync(() => system.Get<OpenConnections>().Admitted == 0, "its place is free again");
        (await StatusAsync(system, "/ocpp/S2")).ShouldBe(101);
    }

    [Fact]
    public async Task No_stranger_is_let_in_where_there_are_as_many_charge_points_as_may_be()
    {
        await using var system = await StartAsync(("Limits:ChargePoints", "1"));
        await (await system.ConnectTcpAsync("FIRST")).DisposeAsync();
        await using var second = await system.HandshakeAsync("/ocpp/SECOND", Ocpp16);
        second.StatusCode.ShouldBe(503);
        second.Body.ShouldContain("register this one");
        await system.AddChargePointAsync("REGISTERED");
        (await StatusAsync(system, "/ocpp/REGISTERED")).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/FIRST")).ShouldBe(101);
    }

    [Fact]
    public async Task An_identity_that_reconnects_in_a_loop_is_told_to_wait_and_refused_tries_take_nothing_from_it()
    {
        await using var system = await StartAsync(("Limits:HandshakesPerIdentityPerMinute", "2"));
        await system.AddChargePointAsync("CP001", "0123456789abcdef");
        (await StatusAsync(system, "/ocpp/CP001", Basic("CP001", "wrong"))).ShouldBe(401);
        (await StatusAsync(system, "/ocpp/CP001")).ShouldBe(401);
        (await StatusAsync(system, "/ocpp/CP001", Basic("CP001", "0123456789abcdef"))).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/CP001", Basic("CP001", "0123456789abcdef"))).ShouldBe(101);
        (await StatusAsync(system, "/ocpp/CP001", Basic("CP001", "0123456789abcdef"))).ShouldBe(429);
        (await StatusAsync(system, "/ocpp/CP002")).ShouldBe(101);
    }

    [Fact]
    public async Task Connections_that_say_nothing_are_limited_by_address_and_dropped_in_time()
    {
        await using var system = await StartAsync(("Limits:WaitingPerAddress", "3"), ("Limits:HandshakeSeconds", "1"));
        var silent = new List<RawWebSocketClient>();
        for (var i = 0; i < 3; i++)
        {
            silent.Add(await RawWebSocketClient.OpenAsync(system.Address));
            await silent[i].SendBytesAsync("GET /ocpp/CP001 HTTP/1.1\r\nHost: "u8.ToArray());
        }

        await Eventually.TrueAsync(() => system.Get<OpenConnections>().Waiting == 3, "they are counted");
        await using var fourth = await RawWebSocketClient.OpenAsync(system.Address);
        (await fourth.ReadToEndAsync()).ShouldBeNull("It is dropped unheard.");
        await Eventually.TrueAsync(() => system.Get<OpenConnections>().Waiting == 0, "half a request ends in time");
        (await StatusAsync(system, "/ocpp/CP001")).ShouldBe(101);
        foreach (var client in silent)
        {
            await client.DisposeAsync();
        }

        await Eventually.TrueAsync(() => system.Get<OpenConnections>().Addresses == 0, "nothing is held of who is gone");
    }

    [Fact]
    public void Keys_are_forgotten_when_there_are_too_many_and_the_emptiest_last()
    {
        var buckets = new KeyedBuckets(2, new FakeTimeProvider());
        buckets.TryTake("greedy").ShouldBeTrue();
        buckets.TryTake("greedy").ShouldBeTrue();
        for (var i = 0; i < 2 * KeyedBuckets.MostKeys; i++)
        {
            buckets.TryTake($"key {i}");
        }

        buckets.Count.ShouldBeLessThanOrEqualTo(KeyedBuckets.MostKeys);
        buckets.TryTake("greedy").ShouldBeFalse();
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void Addresses_of_one_place_are_one(string address, string other) => NetworkPlace.Of(address).ShouldBe(NetworkPlace.Of(other));

    private static Task<RunningCentralSystem> StartAsync(params (string Key, string Value)[] settings) => RunningCentralSystem.StartAsync(s =>
    {
        foreach (var (key, value) in settings)
        {
            s.Set(key, value);
        }
    });

    private static async Task<int> StatusAsync(RunningCentralSystem system, string target, params string[] headers)
    {
        await using var client = await system.HandshakeAsync(target, [Ocpp16, .. headers]);
        return client.StatusCode;
    }

    private static string Basic(string user, string password) => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private static Task<List<ConnectionAttempt>> AttemptsAsync(RunningCentralSystem system) => system.ReadAsync(db => db.ConnectionAttempts.OrderBy(a => a.Id).ToListAsync());
}
