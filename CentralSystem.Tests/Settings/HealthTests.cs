using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;

namespace CentralSystem.Tests.Settings;

/// <summary>What the service says of itself.</summary>
public sealed class HealthTests
{
    /// <summary>A stop takes 0.05 s on an idle machine; one that something holds up takes the 17 s that the host allows it here.</summary>
    private static readonly TimeSpan QuickStop = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Health_names_status_version_uptime_connections_and_database()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        using var http = system.CreateHttpClient();
        var health = await http.GetFromJsonAsync<JsonElement>("/health");
        health.EnumerateObject().Select(p => p.Name).ShouldBe(["status", "version", "uptimeSeconds", "connected", "database", "writer", "journal"]);
        (health.GetProperty("status").GetString(), health.GetProperty("connected").GetInt32(), health.GetProperty("database").GetString()).ShouldBe(("Healthy", 1, "Healthy"));
        health.GetProperty("version").GetString().ShouldStartWith("0.1.0");
    }

    [Fact]
    public async Task The_room_that_the_database_takes_is_measured()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        (await system.Get<Store>().MeasureAsync(CancellationToken.None)).DatabaseBytes.ShouldBeGreaterThan(50_000);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Running_service_is_live_and_ready(string path)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        (await http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stopping_service_is_not_ready_lets_nobody_in_and_is_still_live()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var mute = await system.ConnectTcpAsync("MUTE");
        using var http = system.CreateHttpClient();

        // The mute peer does not take part in the close, so the stop takes until its deadline.
        var stopping = system.StopAsync();
        await Eventually.TrueAsync(() => system.Get<ConnectionDrain>().IsStopping, "the stop has begun");
        (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await http.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using (var late = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6"))
        {
            late.StatusCode.ShouldBe(503);
        }

        await stopping.Within("the end of the stop");
    }

    [Fact]
    public async Task Before_a_stop_it_is_not_ready_while_connections_go_on()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Set("Server:ShutdownDelaySeconds", "1").Set("HEARTBEAT_INT_MS", "0").Time(time));
        await using var chargePoint = await system.ConnectAsync("CP001");
        using var http = system.CreateHttpClient();

        var stopping = system.StopAsync();
        await Eventually.TrueAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode == HttpStatusCode.ServiceUnavailable, "not ready");
        await chargePoint.CallAsync(A.Heartbeat);
        await using (var late = await system.ConnectAsync("CP002"))
        {
            await late.CallAsync(A.Heartbeat);
        }

        system.Get<ConnectionDrain>().IsStopping.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        await chargePoint.Closed.Within("the close");
        chargePoint.CloseCode.ShouldBe(1001);
        await stopping.Within("the end of the stop", QuickStop);
        await system.StopAsync().Within("the end of a second one", QuickStop);
    }

    [Fact]
    public async Task An_orderly_stop_waits_for_nobody_who_takes_part_in_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var booted = await system.ConnectAsync("CP001");
        await using var silent = await system.ConnectAsync("CP002", boot: false);
        using var http = system.CreateHttpClient();
        (await http.GetAsync(new Uri("/api/v1/charge-points", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stream = await http.GetAsync(new Uri("/api/v1/events/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        await system.StopAsync().Within("the end of the stop", QuickStop);
        await Task.WhenAll(booted.Closed, silent.Closed).Within("the close");
        (booted.CloseCode, silent.CloseCode).ShouldBe((1001, 1001));
    }

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task Service_without_its_database_is_not_ready()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.ExpectErrors();
        using var http = system.CreateHttpClient();
        var file = Path.Combine(system.DataDirectory, "central-system.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Move(file, file + ".away");

        // Whoever reads now makes no empty database, which would answer that nothing was ever charged.
        (await http.GetAsync(new Uri("/api/v1/transactions", UriKind.Relative))).IsSuccessStatusCode.ShouldBeFalse();
        File.Exists(file).ShouldBeFalse();
        (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await http.GetFromJsonAsync<JsonElement>("/health")).GetProperty("database").GetString().ShouldBe("Unhealthy");
        File.Move(file + ".away", file);
    }
}
