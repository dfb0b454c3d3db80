using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Api;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CentralSystem.Tests.Emulator.Driving;

/// <summary>The whole emulator with three charge points and its API on a free port.</summary>
public sealed class DrivenFleet : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["CONCURRENCY_LEVEL"] = "3",
        ["CP_SESSIONS"] = "off",
        ["CP_API_TOKEN"] = "the-token",
        ["CP_CONNECT_RATE"] = "1000",
    };

    private ScriptedCentralSystem? _central;
    private IHost? _host;

    internal ScriptedCentralSystem Central => _central!;

    public HttpClient Http { get; } = new();

    public async Task InitializeAsync()
    {
        _central = await ScriptedCentralSystem.StartAsync();
        using var port = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        _settings["CS_PORT"] = _central.Endpoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _settings["CS_HOST"] = _central.Endpoint.Host;
        _settings["CP_API_PORT"] = free.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var builder = Host.CreateApplicationBuilder();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(builder.Configuration, _settings);
        var settings = builder.AddEmulatorSettings();
        builder.AddFleet();
        builder.AddDriving(settings);
        _host = builder.Build();
        await _host.StartAsync();
        Http.BaseAddress = _host.Services.GetServices<IHostedService>().OfType<ApiServer>().Single().Address;
        Http.DefaultRequestHeaders.Add("Authorization", "Bearer the-token");
        foreach (var identity in new[] { "CP00001", "CP00002", "CP00003" })
        {
            await (await _central.ConnectionAsync(identity)).BootedAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
        Http.Dispose();
        await _central!.DisposeAsync();
    }
}

public class ApiTests(DrivenFleet fleet) : IClassFixture<DrivenFleet>
{
    [Fact]
    public async Task The_fleet_is_listed_page_by_page()
    {
        var first = await fleet.Http.GetFromJsonAsync<JsonArray>("/charge-points?limit=2");
        first!.Select(each => (string)each!["identity"]!).ShouldBe(["CP00001", "CP00002"]);
        var rest = await fleet.Http.GetFromJsonAsync<JsonArray>("/charge-points?after=CP00002");
        rest!.Select(each => (string)each!["identity"]!).ShouldBe(["CP00003"]);
        (await fleet.Http.GetFromJsonAsync<JsonObject>("/charge-points/cp00003"))!["registration"]!.GetValue<string>().ShouldBe("Accepted");
    }

    [Fact]
    public async Task Figures_for_Prometheus_bear_no_charge_point()
    {
        var text = await fleet.Http.GetStringAsync("/metrics");
        text.ShouldContain("ocpp_emulator_charge_points{state=\"accepted\"} 3\n");
        text.ShouldContain("ocpp_emulator_handshakes_total{result=\"ok\"} 3\n");
        text.ShouldContain("ocpp_emulator_calls_total{action=\"BootNotification\",outcome=\"ok\"} 3\n");
        text.ShouldNotContain("CP0000");
    }

    [Fact]
    public async Task A_verb_is_a_POST_and_what_follows_is_told_as_events()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events?chargePoint=CP00001");
        using var stream = await fleet.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync().Within("the stream begins")).ShouldBe(": listening");
        (await fleet.Http.PostAsJsonAsync("/charge-points/CP00001/plug", new { connector = 1, soc = 20 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (id, status) = await NextAsync(reader, "status");
        status["status"]!.GetValue<string>().ShouldBe("Preparing");
        (await NextAsync(reader, "frame")).Data["text"]!.GetValue<string>().ShouldContain("Preparing");

        // Whoever comes back with the last id misses nothing that is still kept.
        using var again = new HttpRequestMessage(HttpMethod.Get, "/events?kind=frame&action=StatusNotification&chargePoint=CP00001");
        again.Headers.Add("Last-Event-ID", (id - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var resumed = await fleet.Http.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);
        using var late = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        (await NextAsync(late, "frame")).Data["text"]!.GetValue<string>().ShouldContain("Preparing");
    }

    [Theory]
    [InlineData("/charge-points/NOBODY/plug", "{}", 404, "There is no charge point 'NOBODY'.")]
    [InlineData("/charge-points/CP00002/plugg", "{}", 404, "did you mean 'plug'?")]
    [InlineData("/charge-points/CP00002/plug", """{"connector":9}""", 400, "There is no connector 9")]
    [InlineData("/charge-points/CP00002/plug", "[1]", 400, "The body is no JSON object")]
    [InlineData("/charge-points/CP00002/plug", """{"connector":1,"connector":2}""", 400, "The body is no JSON object")]
    [InlineData("/charge-points/CP00002/power", """{"state":"sideways"}""", 400, "one of off, on")]
    public async Task What_cannot_be_done_is_a_problem_with_its_reason(string path, string body, int status, string detail)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await fleet.Http.PostAsync(path, content);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>().ShouldContain(detail);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/charge-points/CP00002/plug", 405)]
    [InlineData("GET", "/charge-points?limit=many", 400)]
    [InlineData("GET", "/charge-points?limit=0", 400)]
    [InlineData("GET", "/charge-points?status=Chraging", 400)]
    public async Task Every_refusal_is_a_problem_with_its_reason(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await fleet.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_the_token_only_the_health_is_told()
    {
        using var stranger = new HttpClient { BaseAddress = fleet.Http.BaseAddress };
        (await stranger.GetAsync("/charge-points")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetFromJsonAsync<JsonObject>("/healthz"))!["chargePoints"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task The_description_has_every_verb_with_its_parameters()
    {
        var description = (await fleet.Http.GetFromJsonAsync<JsonObject>("/openapi.json"))!;
        foreach (var verb in Verbs.All)
        {
            var operation = description["paths"]![$"/charge-points/{{id}}/{verb.Name}"]!["post"]!;
            var properties = operation["requestBody"]?["content"]!["application/json"]!["schema"]!["properties"]!.AsObject().Select(each => each.Key) ?? [];
            properties.ShouldBe(verb.Parameters.Select(parameter => parameter.Name));
        }
    }

    [Fact]
    public void Beyond_this_machine_a_token_is_needed()
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationBuilder();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(configuration, new Dictionary<string, string?> { ["CP_API_PORT"] = "9000", ["CP_API_ADDRESS"] = "0.0.0.0" });
        Should.Throw<SettingException>(() => EmulatorSettings.Read(configuration.Build())).Message.ShouldStartWith("CP_API_TOKEN is ''");
    }

    private static async Task<(long Id, JsonObject Data)> NextAsync(StreamReader reader, string kind)
    {
        long id = 0;
        var isWanted = false;
        while (await reader.ReadLineAsync().Within($"an event {kind}") is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                isWanted = line[7..] == kind;
            }
            else if (isWanted && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (id, JsonNode.Parse(line[6..])!.AsObject());
            }
        }

        throw new EndOfStreamException();
    }
}
