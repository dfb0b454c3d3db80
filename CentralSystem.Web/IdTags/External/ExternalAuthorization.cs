using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags.External;

/// <summary>Asks the operator's service about idTags, within a time, a few at once, and not at all for a while after it failed again and again.</summary>
/// <remarks>A Charge Point waits for the answer and no other does. What the service says is never taken for more than a verdict: no redirect is followed.</remarks>
internal sealed partial class ExternalAuthorization : IDisposable
{
    private const int MostCached = 10_000;
    private const int MaxAnswerBytes = 16 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ExternalAuthorizationOptions _options;
    private readonly Uri? _url;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turns;
    private readonly ExternalCircuit _circuit;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalAuthorization> _logger;
    private readonly ConcurrentDictionary<(string IdTag, string ChargePointId), (ExternalAnswer Answer, DateTimeOffset Until)> _cache = new();

    public ExternalAuthorization(IOptions<ExternalAuthorizationOptions> options, TimeProvider time, ILogger<ExternalAuthorization> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _url = _options.Url is { } url ? new Uri(url) : null;
        _turns = new SemaphoreSlim(_options.MaxConcurrent);
        _circuit = new ExternalCircuit(time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = _options.MaxConcurrent,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Whether the service has a say in what was found here. What is refused here stays refused, and a free-vending Charge Point asks nobody.</summary>
    public bool Decides(in IdTagVerdict verdict) =>
        _url is not null && (verdict.DecidedBy == AuthorizedBy.UnknownIdTagPolicy
            || (_options.When == ExternalQuestions.Always && verdict is { IsAccepted: true, DecidedBy: AuthorizedBy.IdTags }));

    /// <summary>The service's verdict, or what is set for its absence.</summary>
    /// <param name="local">What was found here.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IdTagVerdict> DecideAsync(IdTagVerdict local, ExternalQuestion question, CancellationToken cancellationToken)
    {
        var key = (question.IdTag.ToUpperInvariant(), question.ChargePointId);
        if (_cache.TryGetValue(key, out var cached) && cached.Until > _time.GetUtcNow())
        {
            return Merged(local, cached.Answer);
        }

        if (await AskAsync(question, cancellationToken) is not { } answer)
        {
            return Fallback(local);
        }

        if (_options.CacheSeconds > 0)
        {
            if (_cache.Count >= MostCached)
            {
                _cache.Clear();
            }

            _cache[key] = (answer, _time.GetUtcNow().AddSeconds(_options.CacheSeconds));
        }

        return Merged(local, answer);
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    private async Task<ExternalAnswer?> AskAsync(ExternalQuestion question, CancellationToken cancellationToken)
    {
        if (!_circuit.MayTry())
        {
            return null;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.TimeoutMs), _time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _turns.WaitAsync(ends.Token);
            try
            {
                var answer = await PostAsync(question, ends.Token);
                _circuit.Succeeded();
                return answer;
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException or InvalidDataException or IOException)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                // The Charge Point went; that says nothing of the service.
                _circuit.Abandoned();
                return null;
            }

            var reason = limit.IsCancellationRequested ? $"no answer within {_options.TimeoutMs} ms" : e.Message;
            LogFailed(reason, _options.Fallback);
            if (_circuit.Failed() is { } pause)
            {
                LogPaused((int)pause.TotalSeconds);
            }

            return null;
        }
    }

    private async Task<ExternalAnswer> PostAsync(ExternalQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, Json)) { Headers = { ContentType = new("application/json") } },
        };
        if (_options.Secret is { } secret)
        {
            request.Headers.TryAddWithoutValidation(_options.SecretHeader, secret);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"HTTP status {(int)response.StatusCode}");
        }

        var answer = JsonSerializer.Deserialize<ExternalReply>(await response.Content.ReadAsByteArrayAsync(cancellationToken), Json);
        return answer is { Status: { } status } && Enum.IsDefined(status) && answer.ParentIdTag is null or { Length: > 0 and <= IdTag.MaxIdLength }
            ? new ExternalAnswer(status == AuthorizationStatus.ConcurrentTx ? AuthorizationStatus.Blocked : status, answer.ParentIdTag, ExpiryOf(answer))
            : throw new InvalidDataException("the answer names no status, or a parentIdTag of more than 20 characters");
    }

    private static DateTimeOffset? ExpiryOf(ExternalReply reply) =>
        reply.ExpiryDate is null ? null
        : OcppDateTime.TryParse(Encoding.UTF8.GetBytes(reply.ExpiryDate), out var expiry, out _) ? expiry
        : throw new InvalidDataException("the expiryDate is no ISO 8601 date-time");

    private static IdTagVerdict Merged(in IdTagVerdict local, ExternalAnswer answer) => local with
    {
        Status = answer.Status,
        ParentIdTag = answer.ParentIdTag ?? local.ParentIdTag,
        ExpiryDate = answer.ExpiryDate ?? local.ExpiryDate,
        DecidedBy = AuthorizedBy.External,
        Reason = answer.Status == AuthorizationStatus.Accepted ? RefusalReason.None : RefusalReason.External,
    };

    private IdTagVerdict Fallback(in IdTagVerdict local) => _options.Fallback switch
    {
        ExternalFallback.Accept => local with { Status = AuthorizationStatus.Accepted, DecidedBy = AuthorizedBy.ExternalFallback, Reason = RefusalReason.None },
        ExternalFallback.Refuse => local with
        {
            // Invalid is for those nobody knows.
            Status = local.IsRegistered ? AuthorizationStatus.Blocked : AuthorizationStatus.Invalid,
            DecidedBy = AuthorizedBy.ExternalFallback,
            Reason = RefusalReason.External,
        },
        _ => local with { DecidedBy = AuthorizedBy.ExternalFallback },
    };

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "The external authorization failed ({Reason}); the fallback {Fallback} decides")]
    private partial void LogFailed(string reason, ExternalFallback fallback);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Warning, Message = "The external authorization failed again and again; it is not asked for {Seconds} s")]
    private partial void LogPaused(int seconds);

    /// <summary>The body of an answer.</summary>
    private sealed record ExternalReply(AuthorizationStatus? Status, string? ParentIdTag, string? ExpiryDate);

    private sealed record ExternalAnswer(AuthorizationStatus Status, string? ParentIdTag, DateTimeOffset? ExpiryDate);
}

/// <summary>The body of a question.</summary>
/// <param name="IdTag">As the Charge Point sent it.</param>
/// <param name="ChargePointId">Where it was presented.</param>
/// <param name="ConnectorId">At which connector, where that is known.</param>
/// <param name="Reason">What for.</param>
internal sealed record ExternalQuestion(string IdTag, string ChargePointId, int? ConnectorId, AuthorizationReason Reason);
