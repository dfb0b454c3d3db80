using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>Posts one event to one webhook and tells what came of it.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostOfAnswer = 1_024;

    private readonly WebhookSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _http;

    public WebhookSender(WebhookAddresses addresses, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (_secrets, _time) = (secrets, time);
        _timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

        // A redirect or a proxy would lead past the check of the address; the body of an answer is of no use beyond its beginning.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = options.Value.Concurrency,
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) => addresses.ConnectAsync(context.DnsEndPoint, cancellationToken),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One attempt. It ends: answer, failure or time-out.</summary>
    /// <remarks>Errors: <see cref="OperationCanceledException"/> when <paramref name="cancellationToken"/> ended it.</remarks>
    public async Task<DeliveryOutcome> SendAsync(Webhook webhook, long eventId, ReadOnlyMemory<byte> body, int attempt, bool readAnswer, CancellationToken cancellationToken)
    {
        var (began, now) = (Stopwatch.GetTimestamp(), _time.GetUtcNow());
        if (_secrets.Of(webhook, now) is not { Count: > 0 } secrets)
        {
            return new DeliveryOutcome(null, "Its secret cannot be opened: Access:PasswordPepper is not the one it was sealed by. Rotate the secret.", TimeSpan.Zero, null);
        }

        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = RequestOf(webhook, eventId, body, attempt, secrets, now);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            var answer = readAnswer ? await BeginningOfAsync(response, ending.Token) : null;
            var status = (int)response.StatusCode;
            return new DeliveryOutcome(status, response.IsSuccessStatusCode ? null : $"The receiver answered {status}.", Stopwatch.GetElapsedTime(began), answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome(null, $"No answer within {_timeout.TotalSeconds:0} s.", Stopwatch.GetElapsedTime(began), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new DeliveryOutcome(null, (e.InnerException ?? e).Message, Stopwatch.GetElapsedTime(began), null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage RequestOf(
        Webhook webhook, long eventId, ReadOnlyMemory<byte> body, int attempt, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CentralSystem", null));
        request.Headers.Add("X-Webhook-Event-Id", eventId.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Webhook-Attempt", attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Webhook-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Webhook-Signature", WebhookSignature.Of(secrets, timestamp, body.Span));
        return request;
    }

    private static async Task<string> BeginningOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostOfAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

/// <summary>What came of one attempt.</summary>
/// <param name="StatusCode">HTTP status; null when there was no answer.</param>
/// <param name="Error">What went wrong; null when it was delivered.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Answer">Beginning of the answer's body, where it was asked for.</param>
internal readonly record struct DeliveryOutcome(int? StatusCode, string? Error, TimeSpan Duration, string? Answer)
{
    public bool IsDelivered => Error is null;
}
