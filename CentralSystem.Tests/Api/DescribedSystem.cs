using System.Text.Json;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Api;

/// <summary>A central system with something behind every operation of its API, and the document that describes them.</summary>
public sealed class DescribedSystem : IAsyncLifetime
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

    private RunningCentralSystem _system = null!;
    private TestChargePoint _chargePoint = null!;

    public HttpClient Http { get; private set; } = null!;

    public JsonElement Document { get; private set; }

    /// <summary>Values for parameters of paths, each of something that exists.</summary>
    public Dictionary<string, string> Known { get; } = [];

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync();
        Http = _system.CreateHttpClient();
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
    }

    /// <summary>Takes note of the ids an answer tells, for operations that come later.</summary>
    public async Task LearnAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return;
        }

        var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        foreach (var member in Members(answer).Where(member => member.Name.EndsWith("Id", StringComparison.Ordinal)))
        {
            Known.TryAdd(member.Name, member.Value.ToString());
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    private static IEnumerable<JsonProperty> Members(JsonElement answer) => answer.ValueKind == JsonValueKind.Object ? answer.EnumerateObject() : [];

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
        await _chargePoint.CallAsync("StopTransaction", """{"transactionId":4711,"meterStop":7,"timestamp":"2026-01-01T12:00:00Z","idTag":"NOBODY"}""");
        await _chargePoint.CallAsync("Authorize", """{"idTag":"STRANGER"}""");
        await _chargePoint.CallAsync("SecurityEventNotification", """{"type":"StartupOfTheDevice","timestamp":"2026-01-01T09:00:00Z"}""");
        await _chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        await _system.FlushAsync();
    }
}
