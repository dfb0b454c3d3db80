using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Operations;

[Collection(Heavy.Name)]
public sealed class NginxTests(NginxTests.Fixture behind) : ReverseProxyTests(behind), IClassFixture<NginxTests.Fixture>
{
    public sealed class Fixture() : BehindProxy(() => new Nginx());
}

[Collection(Heavy.Name)]
public sealed class HaProxyTests(HaProxyTests.Fixture behind) : ReverseProxyTests(behind), IClassFixture<HaProxyTests.Fixture>
{
    public sealed class Fixture() : BehindProxy(() => new HaProxy());
}

/// <summary>What has to come through the reverse proxies of docs/operations, with the files that stand there.</summary>
public abstract partial class ReverseProxyTests(BehindProxy behind)
{
    /// <summary>Longest silence of an idle connection, since a ping goes out within twice the default of <c>HEARTBEAT_INT_MS</c>.</summary>
    private const int SilenceSeconds = 60;

    private const string Client = "127.0.0.2";
    private const string Proxy = "127.0.0.1";

    [SkippableFact, Trait("Spec", "OCPP-J 1.6 §3.1")]
    public async Task A_handshake_comes_through_with_its_subprotocol_and_its_identity_unchanged()
    {
        behind.SkipIfNotInstalled();
        await using var chargePoint = await RawWebSocketClient.ConnectAsync(behind.Address, "/ocpp/CP%201%23%C3%A9%2B%25", "Sec-WebSocket-Protocol: ocpp1.6");
        chargePoint.StatusCode.ShouldBe(101, chargePoint.Body);
        chargePoint.Headers["Sec-WebSocket-Protocol"].ShouldBe("ocpp1.6");
        await chargePoint.SendTextAsync("""[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        (await chargePoint.ReceiveTextAsync()).ShouldStartWith("""[3,"1",""");
        behind.System.Get<ChargePointRegistry>().Find("CP 1#é+%").ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_handshake_without_an_identity_is_explained()
    {
        behind.SkipIfNotInstalled();
        await using var refused = await RawWebSocketClient.ConnectAsync(behind.Address, "/ocpp", "Sec-WebSocket-Protocol: ocpp1.6");
        refused.StatusCode.ShouldBe(404);
        refused.Body.ShouldContain("identity");
    }

    [SkippableFact]
    public async Task Calls_of_the_API_and_files_larger_than_a_proxy_takes_by_default_come_through()
    {
        behind.SkipIfNotInstalled();
        using var http = behind.CreateHttpClient();
        (await http.ReadAsync("/api/v1/me")).Json.Member("name").ShouldBe("bootstrap");
        using var firmware = new ByteArrayContent(new byte[3 * 1024 * 1024]);
        firmware.Headers.ContentType = new("application/octet-stream");
        using var stored = await http.PostAsync("/api/v1/files?name=v2.bin", firmware);
        ((int)stored.StatusCode).ShouldBe(201, await stored.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task Events_come_at_once()
    {
        behind.SkipIfNotInstalled();
        using var http = behind.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream?type=charge-point.connected&chargePointId=STREAMED");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync().Within("the first sign of life")).ShouldBe(": alive");
        await using var chargePoint = await behind.System.ConnectTcpAsync("STREAMED");
        string? line;
        do
        {
            line = await lines.ReadLineAsync().Within("the event");
        }
        while (line?.StartsWith("event:", StringComparison.Ordinal) == false);

        line.ShouldBe("event: charge-point.connected");
    }

    [SkippableFact]
    public async Task Where_the_proxy_is_trusted_the_clients_address_is_shown_and_none_it_makes_up()
    {
        behind.SkipIfNotInstalled();
        (await AddressesAsync(behind.System, behind.Address)).ShouldBe((Client, Client));
    }

    [SkippableFact]
    public async Task Where_it_is_not_trusted_nothing_a_request_says_of_its_address_is_believed()
    {
        behind.SkipIfNotInstalled();
        await using var system = await RunningCentralSystem.StartAsync();
        await using var proxy = behind.CreateProxy();
        await proxy.StartAsync(system.Address);
        (await AddressesAsync(system, proxy.Address)).ShouldBe((Proxy, Proxy));
    }

    [SkippableFact]
    public async Task A_client_cannot_pretend_to_have_come_by_https()
    {
        behind.SkipIfNotInstalled();
        using var http = behind.CreateHttpClient(apiKey: null);
        var answer = await http.AskAsync(
            HttpMethod.Post, "/api/v1/session", $$"""{"name":"admin","password":"{{TestAccess.AdminPassword}}"}""", ("X-Forwarded-Proto", "https"));
        answer.Status.ShouldBe(200, answer.Text);
        answer.SetCookie.ShouldStartWith("central-system=");
    }

    [SkippableTheory]
    [InlineData("/metrics")]
    [InlineData("/Metrics/")]
    [InlineData("/%6Detrics")]
    public async Task Metrics_are_for_the_inside_however_they_are_spelt(string path)
    {
        behind.SkipIfNotInstalled();
        using var http = behind.CreateHttpClient();
        var answer = await http.ReadAsync(path);
        answer.Status.ShouldBe(404);
        answer.Header("X-Content-Type-Options").ShouldBeNull("the central system was not asked");
    }

    [SkippableTheory]
    [InlineData("/x/../metrics")]
    [InlineData("/./metrics")]
    [InlineData("/x/%2e%2E/metrics")]
    [InlineData("/%2e/metrics")]
    public async Task Metrics_are_not_reached_by_a_path_that_leads_back_to_them(string path)
    {
        behind.SkipIfNotInstalled();
        using var client = new TcpClient();
        await client.ConnectAsync(behind.Address.Host, behind.Address.Port);
        await using var stream = client.GetStream();

        // An HttpClient would resolve the path by itself.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {TestAccess.BootstrapApiKey}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync().Within("the answer");
        answer.ShouldStartWith("HTTP/1.1 4");
        answer.ShouldNotContain("X-Content-Type-Options", Case.Insensitive, "the central system was not asked");
    }

    [SkippableFact]
    public void An_idle_connection_is_cut_later_than_the_longest_pause_between_pings()
    {
        behind.SkipIfNotInstalled();
        var timeouts = WebSocketTimeout().Matches(Repository.Read($"docs/operations/{behind.FileName}")).Select(match => ReverseProxy.SecondsOf(match.Groups[1].Value)).ToList();
        timeouts.ShouldNotBeEmpty();
        timeouts.ShouldAllBe(seconds => seconds > 2 * SilenceSeconds);
    }

    /// <summary>What a refused handshake and a change by the API from <see cref="Client"/> are noted with.</summary>
    private static async Task<(string Attempt, string? Audit)> AddressesAsync(RunningCentralSystem system, Uri address)
    {
        using var handler = BehindProxy.From(Client);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("ocpp9");
        socket.Options.SetRequestHeader("X-Forwarded-For", "203.0.113.9");
        await Should.ThrowAsync<WebSocketException>(socket.ConnectAsync(new Uri($"ws://{address.Authority}/ocpp/TOLD"), invoker, CancellationToken.None).Within("the refusal"));
        await system.FlushAsync();

        using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = address };
        (await http.AskAsync(HttpMethod.Put, "/api/v1/id-tags/TOLD", "{}", ("X-API-Key", TestAccess.BootstrapApiKey), ("X-Forwarded-For", "203.0.113.9"))).Status.ShouldBe(201);
        return await system.ReadAsync(async db => (
            await db.ConnectionAttempts.Where(attempt => attempt.ChargePointId == "TOLD").Select(attempt => attempt.RemoteAddress).SingleAsync(),
            await db.AuditEntries.Where(entry => entry.Subject == "TOLD").Select(entry => entry.Address).SingleAsync()));
    }

    /// <summary>The time-outs that hold for a websocket: of nginx reading from either side, of HAProxy's tunnel.</summary>
    [GeneratedRegex(@"^\s*(?:proxy_read_timeout|proxy_send_timeout|timeout tunnel)\s+(\d+[sm])", RegexOptions.Multiline)]
    private static partial Regex WebSocketTimeout();
}

/// <summary>A central system that trusts the proxy in front of it, shared by the tests of one proxy.</summary>
public abstract class BehindProxy : IAsyncLifetime
{
    private readonly Func<ReverseProxy> _create;
    private ReverseProxy _proxy = null!;

    private protected BehindProxy(Func<ReverseProxy> create) => _create = create;

    internal RunningCentralSystem System { get; private set; } = null!;

    internal Uri Address => _proxy.Address;

    internal string FileName => _proxy.FileName;

    internal ReverseProxy CreateProxy() => _create();

    internal void SkipIfNotInstalled() => Skip.IfNot(_proxy.IsInstalled, $"The proxy of {_proxy.FileName} is not installed");

    internal HttpClient CreateHttpClient(string? apiKey = TestAccess.BootstrapApiKey)
    {
        var http = new HttpClient(From("127.0.0.2")) { BaseAddress = Address };
        if (apiKey is not null)
        {
            http.DefaultRequestHeaders.Add("X-API-Key", apiKey);
        }

        return http;
    }

    /// <summary>Connects from an address of the loopback that is not the proxy's.</summary>
    internal static SocketsHttpHandler From(string address) => new()
    {
        UseCookies = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public async Task InitializeAsync()
    {
        _proxy = CreateProxy();
        if (_proxy.IsInstalled)
        {
            System = await RunningCentralSystem.StartAsync(settings => settings.Set("Proxy:TrustedAddresses:0", "127.0.0.1"));
            await _proxy.StartAsync(System.Address);
        }
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        if (System is not null)
        {
            await System.DisposeAsync();
        }
    }
}
