using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Tests.Support;

/// <summary>A Charge Point and the operator who commands it over HTTP. The central system must not deviate from the specification meanwhile.</summary>
internal sealed class OperatedChargePoint : IAsyncDisposable
{
    private const string Alone = "CP001";

    private readonly HttpClient _http;
    private readonly TlsCentralSystem? _shared;

    private OperatedChargePoint(RunningCentralSystem system, string identity, ScriptedChargePoint chargePoint, TlsCentralSystem? shared = null) =>
        (System, Identity, ChargePoint, _shared, _http) = (system, identity, chargePoint, shared, system.CreateHttpClient());

    public RunningCentralSystem System { get; }

    public string Identity { get; }

    /// <summary>The Charge Point on its present connection.</summary>
    public ScriptedChargePoint ChargePoint { get; private set; }

    /// <summary>Starts a central system to which one Charge Point is connected and booted, all its connectors Available.</summary>
    public static async Task<OperatedChargePoint> StartAsync(Action<CentralSystemSettings>? configure = null)
    {
        var system = await RunningCentralSystem.StartAsync(configure);
        var chargePoint = await system.ConnectAsync(Alone);
        await chargePoint.ReportAllAvailableAsync();
        return new OperatedChargePoint(system, Alone, chargePoint);
    }

    /// <summary>Connects a Charge Point of this identity over TLS (profile 2), booted and all its connectors Available, to a central system that others use as well.</summary>
    /// <param name="shared">The central system.</param>
    /// <param name="identity">One that no other test uses.</param>
    /// <param name="password">Hex of its password.</param>
    public static async Task<OperatedChargePoint> StartAsync(TlsCentralSystem shared, string identity, string password)
    {
        await shared.System.AddChargePointAsync(identity, password);
        var chargePoint = await shared.ConnectAsync(identity, 2, password);
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await chargePoint.ReportAllAvailableAsync();
        return new OperatedChargePoint(shared.System, identity, chargePoint, shared);
    }

    /// <summary>Has the operator send a command that the Charge Point answers.</summary>
    /// <param name="payload">What the operator gives.</param>
    /// <param name="answer">What the Charge Point answers; the operator has to get it, and the command has to keep it.</param>
    /// <param name="sent">What the Charge Point has to get, where it is more than the operator gave.</param>
    /// <typeparam name="TRequest">Names the action.</typeparam>
    /// <typeparam name="TResponse">Its answer.</typeparam>
    public async Task CommandAsync<TRequest, TResponse>(string payload, TResponse answer, string? sent = null)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse
    {
        var action = typeof(TRequest).Name[..^"Request".Length];
        var earlier = ChargePoint.Calls.Count;
        ChargePoint.Answer<TRequest, TResponse>(_ => answer);

        using var body = new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.PostAsync($"/api/v1/charge-points/{Identity}/commands/{action}", body);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        var result = JsonSerializer.Deserialize<JsonElement>(text);
        (result.Text("action"), result.Text("chargePointId"), result.Text("status")).ShouldBe((action, Identity, "Answered"));
        ShouldBeJson(result.GetProperty("response"), OcppPayload.ToJson(answer));

        var frame = JsonSerializer.Deserialize<JsonElement>(ChargePoint.Calls.Skip(earlier).ShouldHaveSingleItem());
        frame.GetArrayLength().ShouldBe(4);
        frame[0].GetInt32().ShouldBe(2);
        frame[1].GetString()!.Length.ShouldBeInRange(1, 36);
        frame[2].GetString().ShouldBe(action);
        ShouldBeJson(frame[3], sent ?? payload);

        var row = await GetAsync($"commands/{result.Text("commandId")}");
        (row.Text("action"), row.Text("status")).ShouldBe((action, "Answered"));
        ShouldBeJson(row.GetProperty("response"), OcppPayload.ToJson(answer));
    }

    /// <summary>Reads what the operator sees at a path.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync($"/api/v1/{path}");
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Reads a list as the operator sees it.</summary>
    public async Task<JsonElement[]> ListAsync(string path) => (await GetAsync(path)).Items();

    public Task<JsonElement> TransactionAsync(int transactionId) => GetAsync($"transactions/{transactionId}");

    public async Task<JsonElement> ConnectorAsync(int connectorId) =>
        (await ListAsync($"connectors?chargePointId={Identity}")).Single(c => c.Number("connectorId") == connectorId);

    public async Task<string?> ConnectorStatusAsync(int connectorId = 1) => (await ConnectorAsync(connectorId)).Text("status");

    /// <summary>What the Charge Point reported of firmware and uploads, oldest first: action, status, requestId.</summary>
    public async Task<string[]> StatusReportsAsync() =>
        [.. (await ListAsync($"status-reports?chargePointId={Identity}")).Reverse().Select(r => string.Join(' ', r.Text("action"), r.Text("status"), r.Text("requestId")).TrimEnd())];

    /// <summary>Restarts the Charge Point: it connects anew, boots, is accepted and reports every connector Available.</summary>
    /// <param name="boot">What it boots with; null for the usual.</param>
    /// <param name="password">Of a Charge Point that comes over TLS.</param>
    public async Task RebootAsync(BootNotificationRequest? boot = null, string? password = null)
    {
        await (_shared is null ? ReconnectAsync() : ReconnectAsync(2, password));
        (await ChargePoint.CallAsync(boot ?? A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await ChargePoint.ReportAllAvailableAsync();
    }

    /// <summary>Drops the connection and opens another, with Basic authentication where a password is given.</summary>
    public async Task ReconnectAsync(byte[]? password = null)
    {
        await LeaveAsync();
        ChargePoint = await System.ConnectAsync(Identity, boot: false, options =>
        {
            options.AddSubProtocol("ocpp1.6");
            if (password is not null)
            {
                options.SetRequestHeader("Authorization", BasicCredentials(password));
            }
        });

        // The handshake is over for the client a moment before the connection can be found; an answer shows that it can.
        await ChargePoint.CallAsync(new HeartbeatRequest());
    }

    /// <summary>Drops the connection and opens another over TLS, with a password (profile 2) or a certificate (profile 3).</summary>
    public async Task ReconnectAsync(int profile, string? password = null, X509Certificate2? certificate = null)
    {
        await LeaveAsync();
        ChargePoint = await _shared!.ConnectAsync(Identity, profile, password, certificate);
    }

    /// <summary>Shows that the Charge Point is served as before.</summary>
    public async Task ShouldStillBeServedAsync()
    {
        await ChargePoint.CallAsync(A.Heartbeat);
        (await ChargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _http.Dispose();
        if (_shared is null)
        {
            await System.DisposeAsync();
        }
    }

    /// <summary>The header of Basic authentication with the bytes of a password.</summary>
    public string BasicCredentials(byte[] password) => "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Identity + ":"), .. password]);

    private static void ShouldBeJson(JsonElement actual, string expected) =>
        JsonElement.DeepEquals(actual, JsonSerializer.Deserialize<JsonElement>(expected)).ShouldBeTrue($"Expected {expected}{Environment.NewLine}but got  {actual}");

    private async Task LeaveAsync()
    {
        ChargePoint.Notes.ShouldBeEmpty();
        await ChargePoint.DisposeAsync();
    }
}
