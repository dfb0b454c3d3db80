using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Webhooks;

/// <summary>Somebody's program that takes webhooks, on a port of its own.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Every post, in the order of its arrival.</summary>
    public ConcurrentQueue<Delivery> All { get; } = new();

    /// <summary>Those that were answered with 2xx.</summary>
    public IEnumerable<Delivery> Taken => All.Where(d => d.Status is >= 200 and < 300);

    /// <summary>Decides how a post is answered.</summary>
    public Func<Delivery, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    public string Url => $"{_app.Urls.Single()}/hook";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var delivery = new Delivery(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        delivery.Status = await Answer(delivery);
        All.Enqueue(delivery);
        context.Response.StatusCode = delivery.Status;
        context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
        await context.Response.WriteAsync("seen");
    }
}

/// <summary>One post.</summary>
internal sealed record Delivery(Dictionary<string, string> Headers, byte[] Body)
{
    public int Status { get; set; }

    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement.Clone();

    public long EventId => Json.GetProperty("id").GetInt64();

    public string Type => Json.GetProperty("type").GetString()!;

    public string ChargePoint => Json.TryGetProperty("chargePointId", out var id) ? id.GetString()! : "";

    public int Attempt => int.Parse(Headers["X-Webhook-Attempt"], CultureInfo.InvariantCulture);

    /// <summary>As docs/api.md tells receivers to do it.</summary>
    public bool IsSignedWith(string secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(Headers["X-Webhook-Timestamp"] + "."));
        hmac.AppendData(Body);
        var expected = Encoding.ASCII.GetBytes("v1=" + Convert.ToHexString(hmac.GetHashAndReset()).ToLowerInvariant());
        return Headers["X-Webhook-Signature"].Split(',').Any(given => CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(given)));
    }
}
