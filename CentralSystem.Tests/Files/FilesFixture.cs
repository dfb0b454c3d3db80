using System.Net.Http.Headers;
using System.Text.Json;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.Files;

/// <summary>A central system whose files are small, shared by the tests of a class; each test has a Charge Point of its own.</summary>
public sealed class FilesFixture : IAsyncLifetime
{
    public const int MiB = 1024 * 1024;

    private int _lastIdentity;

    public ApiFixture System { get; } = ApiFixture.Start(
        ("Files:MaxUploadMiB", "1"), ("Files:MaxFirmwareMiB", "2"), ("Files:MaxChargePointMiB", "2"), ("Files:MinFreeMiB", "0"), ("Files:MaxRequestsPerLink", "20"));

    /// <summary>The operator's.</summary>
    public HttpClient Http => System.Http;

    /// <summary>A Charge Point's, which has no API key.</summary>
    public HttpClient Anonymous { get; } = new();

    public async Task<TestChargePoint> ChargePointAsync()
    {
        var chargePoint = await System.BootedAsync($"CP-F{Interlocked.Increment(ref _lastIdentity)}");
        chargePoint.Answers["GetDiagnostics"] = """{"fileName":"diag.zip"}""";
        chargePoint.Answers["GetLog"] = """{"status":"Accepted","filename":"log.txt"}""";
        chargePoint.Answers["UpdateFirmware"] = "{}";
        chargePoint.Answers["SignedUpdateFirmware"] = """{"status":"Accepted"}""";
        return chargePoint;
    }

    /// <summary>Has the operator ask for diagnostics; gives the location the Charge Point got, and the command.</summary>
    public async Task<(string Location, string CommandId)> RequestDiagnosticsAsync(TestChargePoint chargePoint)
    {
        var result = await System.CommandAsync(chargePoint.Identity, "GetDiagnostics");
        return ((await chargePoint.ReceivedAsync()).Payload.Text("location")!, result.Text("commandId")!);
    }

    /// <summary>Stores firmware as an operator.</summary>
    public async Task<JsonElement> AddFirmwareAsync(byte[] content, string name = "firmware.bin", int status = 201)
    {
        // Asks before it sends: what is refused unread would break the pipe, and with it the answer, in mid-body.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/files?name={Uri.EscapeDataString(name)}")
        {
            Content = Binary(content),
            Headers = { ExpectContinue = true },
        };
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Sends a request of a Charge Point to a location; gives the status.</summary>
    public async Task<int> UploadAsync(string location, byte[] content, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Put, new Uri(Http.BaseAddress!, location)) { Content = Binary(content) };
        using var response = await Anonymous.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async Task<JsonElement[]> FilesOfAsync(TestChargePoint chargePoint) =>
        (await System.GetAsync($"/api/v1/files?chargePointId={chargePoint.Identity}")).Items();

    public static ByteArrayContent Binary(byte[] content) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    /// <summary>Content that tells its place, so that mixed-up parts show.</summary>
    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) ^ (i >> 8)))];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Anonymous.Dispose();
        await System.DisposeAsync();
    }
}
