using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Check.Drivers;

/// <summary>Drives CentralSystem over its REST interface (docs/api.md), and makes test data there.</summary>
internal sealed class CentralSystemDriver : IDriver, IProvisioner
{
    private const int MaxAnswerShown = 300;

    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _made = new();

    public CentralSystemDriver(Uri api, string? apiKey)
    {
        _http = new HttpClient { BaseAddress = new Uri(api, "/api/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        if (apiKey is not null)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("X-API-Key", apiKey);
        }
    }

    public bool CanDrive(string operation) => true;

    /// <summary>Commands without waiting for the answer: what counts is the CALL.</summary>
    public Task<string> DriveAsync(DriveRequest request, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"charge-points/{Uri.EscapeDataString(request.ChargePointId)}/commands/{request.Operation}?wait=false", request.Payload, cancellationToken);

    public async Task AddChargePointAsync(NewChargePoint chargePoint, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["chargePointId"] = chargePoint.Identity, ["registrationStatus"] = chargePoint.RegistrationStatus };
        if (chargePoint.Password is { } password)
        {
            body["password"] = password;
        }

        if (chargePoint.SecurityProfile is { } profile)
        {
            body["securityProfile"] = profile;
        }

        await SendAsync(HttpMethod.Post, "charge-points", body.ToJsonString(), cancellationToken);
        _made.Enqueue($"charge-points/{Uri.EscapeDataString(chargePoint.Identity)}");
    }

    public async Task AddIdTagAsync(string idTag, string status, string? parentIdTag, DateTimeOffset? expiryDate, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["status"] = status };
        if (parentIdTag is not null)
        {
            body["parentIdTag"] = parentIdTag;
        }

        if (expiryDate is { } expiry)
        {
            body["expiryDate"] = expiry.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        var path = $"id-tags/{Uri.EscapeDataString(idTag)}";
        await SendAsync(HttpMethod.Put, path, body.ToJsonString(), cancellationToken);
        _made.Enqueue(path);
    }

    public async Task CleanUpAsync()
    {
        while (_made.TryDequeue(out var path))
        {
            try
            {
                await SendAsync(HttpMethod.Delete, path, null, CancellationToken.None);
            }
            catch (EnvironmentException)
            {
                // It stays, and its name says where it came from.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var shown = $"HTTP {(int)answer.StatusCode} {(text.Length > MaxAnswerShown ? text[..MaxAnswerShown] : text)}".TrimEnd();
            return answer.IsSuccessStatusCode ? shown
                : answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? throw new EnvironmentException($"the API refused the key: {shown} (--api-key)")
                : throw new EnvironmentException($"{method} {_http.BaseAddress}{path} was answered {shown}");
        }
        catch (HttpRequestException e)
        {
            throw new EnvironmentException($"the API at {_http.BaseAddress} cannot be reached: {e.Message} (--api-url)");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnvironmentException($"{method} {_http.BaseAddress}{path} was not answered within {_http.Timeout.TotalSeconds:0} s");
        }
    }
}
