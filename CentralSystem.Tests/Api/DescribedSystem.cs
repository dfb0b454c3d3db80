using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>A central system with something behind every operation of its API, and the document that describes them.</summary>
public sealed partial class DescribedSystem : IAsyncLifetime
{
    private const string Accepted = """{"status":"Accepted"}""";

    /// <summary>An answer of a willing Charge Point for every operation a central system can send.</summary>
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["CancelReservation"] = Accepted,
        ["CertificateSigned"] = Accepted,
        ["ChangeAvailability"] = Accepted,
        ["ChangeConfiguration"] = Accepted,
        ["ClearCache"] = Accepted,
        ["ClearChargingProfile"] = Accepted,
        ["DataTransfer"] = Accepted,
        ["DeleteCertificate"] = Accepted,
        ["ExtendedTriggerMessage"] = Accepted,
        ["GetCompositeSchedule"] = Accepted,
        ["GetConfiguration"] = """{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"300"}]}""",
        ["GetDiagnostics"] = """{"fileName":"diagnostics.zip"}""",
        ["GetInstalledCertificateIds"] = Accepted,
        ["GetLocalListVersion"] = """{"listVersion":1}""",
        ["GetLog"] = Accepted,
        ["InstallCertificate"] = Accepted,
        ["RemoteStartTransaction"] = Accepted,
        ["RemoteStopTransaction"] = Accepted,
        ["ReserveNow"] = Accepted,
        ["Reset"] = Accepted,
        ["SendLocalList"] = Accepted,
        ["SetChargingProfile"] = Accepted,
        ["SignedUpdateFirmware"] = Accepted,
        ["TriggerMessage"] = Accepted,
        ["UnlockConnector"] = """{"status":"Unlocked"}""",
        ["UpdateFirmware"] = "{}",
    };

    /// <summary>The passwords of the document's examples.</summary>
    private const string AdminPassword = "a quiet blue harbour";
    private const string NewAdminPassword = "a broad green harbour";

    private static readonly string[] SecondFactorPaths = ["/api/v1/me/second-factor", "/api/v1/me/second-factor/confirmation"];

    private static readonly HashSet<string> OnlyForPeople = ["/api/v1/session", "/api/v1/me/password", "/api/v1/me/sessions", "/api/v1/me/confirmation", .. SecondFactorPaths];

    /// <summary>Nouns whose entry is chosen when the system is filled.</summary>
    private static readonly HashSet<string> Fixed = ["charge-points", "connectors", "transactions", "id-tags", "commands", "users", "events"];

    private string _adminPassword = AdminPassword;
    private string _secret = "";
    private Stack<string> _recoveryCodes = [];
    private RunningCentralSystem _system = null!;
    private TestChargePoint _chargePoint = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Somebody without a key.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    public JsonElement Document { get; private set; }

    /// <summary>Values for parameters of paths, each of something that exists.</summary>
    public Dictionary<string, string> Known { get; } = [];

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync(settings => settings
            .Set("Access:AdminPassword", AdminPassword)
            .Set("LocalLists:Synchronize", "true")
            .Set("Webhooks:AllowPrivateAddresses", "true"));
        Http = _system.CreateHttpClient();
        Stranger = _system.CreateHttpClient(apiKey: null);
        Document = JsonSerializer.Deserialize<JsonElement>(await Http.GetStringAsync("/openapi/v1.json"));
        _chargePoint = await TestChargePoint.ConnectAsync(_system.OcppUri("CP001"), "CP001", password: null);
        foreach (var (action, answer) in Answers)
        {
            _chargePoint.Answers[action] = answer;
        }

        await _chargePoint.BootAsync();
        await SeedAsync();
        Known["chargePointId"] = "CP001";
        Known["connectorId"] = "1";
        Known["idTag"] = A.Tag;
        foreach (var noun in DescribedOperation.AllOf(Document).Select(operation => operation.Noun).Distinct())
        {
            await LearnAsync(noun);
        }
    }

    /// <summary>Sends a request as a program would, or as a person where only people may.</summary>
    internal async Task<HttpResponseMessage> SendAsync(DescribedOperation operation, HttpRequestMessage request)
    {
        if (OnlyForPeople.Contains(operation.Path) && operation.ToString() != "POST /api/v1/session")
        {
            using var person = await _system.LogInAsync(password: _adminPassword, code: _recoveryCodes.TryPop(out var code) ? code : null);
            if (operation.Path == SecondFactorPaths[1])
            {
                // No example is what an authenticator shows now.
                request.Content = JsonContent.Create(new { code = Authenticator.CodeOf(_secret, DateTimeOffset.UtcNow) });
            }

            var response = await person.SendAsync(request);
            if (operation.Method == "POST" && SecondFactorPaths.Contains(operation.Path))
            {
                var shown = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
                _secret = shown.Text("secret") ?? _secret;
                _recoveryCodes = new(shown.TryGetProperty("recoveryCodes", out var codes) ? codes.EnumerateArray().Select(shownCode => shownCode.GetString()!) : []);
            }

            _adminPassword = operation.Path.EndsWith("/password", StringComparison.Ordinal) ? NewAdminPassword : _adminPassword;
            return response;
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    internal Task<int> CountAuditEntriesAsync() => _system.ReadAsync(db => db.AuditEntries.CountAsync(entry => entry.Address == "127.0.0.1"));

    /// <summary>Every method and path below the API that is mapped, as the document writes them.</summary>
    internal IEnumerable<string> MappedEndpoints() =>
        _system.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}")}"));

    /// <summary>Takes note of what the list of a noun shows first, for operations on one of its entries.</summary>
    internal async Task LearnAsync(string noun)
    {
        if (Fixed.Contains(noun) || !MappedEndpoints().Contains($"GET /api/v1/{noun}"))
        {
            return;
        }

        using var response = await Http.GetAsync($"/api/v1/{noun}?limit=1");
        var list = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()) : default;
        if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty("items", out var items) && items.GetArrayLength() > 0)
        {
            foreach (var member in items[0].EnumerateObject().Where(member => member.Name is "id" or "name" or "idTag" or "parentIdTag" || member.Name.EndsWith("Id", StringComparison.Ordinal)))
            {
                Known[$"{noun}/{member.Name}"] = member.Value.ToString();
            }
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Stranger.Dispose();
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    /// <summary>A constraint of a route parameter, which the document does not have.</summary>
    [GeneratedRegex(":[^}/]+}")]
    private static partial Regex Constraint();

    /// <summary>What charge points report by themselves.</summary>
    private async Task SeedAsync()
    {
        await _chargePoint.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Available"}""");
        var started = await _chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":100,"timestamp":"2026-01-01T10:00:00Z"}""");
        Known["transactionId"] = started.GetProperty("transactionId").ToString();
        await _chargePoint.CallAsync("MeterValues", $$"""
            {"connectorId":1,"transactionId":{{Known["transactionId"]}},"meterValue":[{"timestamp":"2026-01-01T10:05:00Z","sampledValue":[{"value":"600"}]}]}
            """);
        await _chargePoint.CallAsync("StopTransaction", $$"""{"transactionId":{{Known["transactionId"]}},"meterStop":1100,"timestamp":"2026-01-01T11:00:00Z","idTag":"TAG-1"}""");
        await _chargePoint.CallAsync("StartTransaction", """{"connectorId":2,"idTag":"TAG-2","meterStart":0,"timestamp":"2026-01-01T10:30:00Z"}""");
        await _chargePoint.CallAsync("StartTransaction", """{"connectorId":3,"idTag":"TAG-3","meterStart":0,"timestamp":"1970-01-01T00:00:00Z"}""");
        await _chargePoint.CallAsync("StopTransaction", """{"transactionId":4711,"meterStop":7,"timestamp":"2026-01-01T12:00:00Z","idTag":"NOBODY"}""");
        await _chargePoint.CallAsync("StopTransaction", """{"transactionId":4712,"meterStop":8,"timestamp":"2026-01-01T13:00:00Z","idTag":"NOBODY"}""");
        await _chargePoint.CallAsync("Authorize", """{"idTag":"STRANGER-1"}""");
        await _chargePoint.CallAsync("Authorize", """{"idTag":"STRANGER-2"}""");
        await using (await _system.HandshakeAsync("/ocpp/CP009", "Sec-WebSocket-Protocol: ocpp2.0.1"))
        {
            // A refused handshake, which an operator may register.
        }

        var queued = await Http.PostAsync("/api/v1/charge-points", new StringContent("""{"chargePointId":"CP008"}""", Encoding.UTF8, "application/json"));
        queued.EnsureSuccessStatusCode();
        queued = await Http.PostAsync(
            $"/api/v1/charge-points/CP008/commands/ClearCache?queueUntil={DateTimeOffset.UtcNow.AddHours(1):O}", new StringContent("{}", Encoding.UTF8, "application/json"));
        Known["commands/commandId"] = JsonSerializer.Deserialize<JsonElement>(await queued.Content.ReadAsStringAsync()).GetProperty("commandId").GetString()!;
        Known["users/name"] = "ada";
        await SeedCertificatesAsync();
        await _chargePoint.CallAsync("SecurityEventNotification", """{"type":"StartupOfTheDevice","timestamp":"2026-01-01T09:00:00Z"}""");
        await _chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        await _system.FlushAsync();
    }

    /// <summary>A signing request that waits for an operator, and a certificate that was signed.</summary>
    private async Task SeedCertificatesAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest("CN=CP001", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        (await _chargePoint.CallAsync("SignCertificate", JsonSerializer.Serialize(new { csr }))).Text("status").ShouldBe("Accepted");
        using var firmware = new ByteArrayContent([1]) { Headers = { ContentType = new("application/octet-stream") } };
        using var stored = await Http.PostAsync("/api/v1/files?name=signed.bin", firmware);
        var fileId = JsonSerializer.Deserialize<JsonElement>(await stored.Content.ReadAsStringAsync()).GetProperty("fileId").GetString();
        using var signed = await Http.PostAsync($"/api/v1/files/{fileId}/signature", null);
        signed.EnsureSuccessStatusCode();
    }
}
