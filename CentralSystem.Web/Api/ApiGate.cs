using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Api;

/// <summary>Stands before every request below <c>/api</c>: who may ask, what a body may be, and every failure as problem+json.</summary>
internal sealed partial class ApiGate(IOptions<ApiOptions> options, ILogger<ApiGate> logger)
{
    private const string KeyHeader = "X-API-Key";
    private const int MaxBodyBytes = 64 * 1024;
    private const string Json = "application/json";

    private readonly byte[]? _key = options.Value.BootstrapKey is { } key ? DigestOf(key) : null;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LimitOf(context);
        }

        var problem = Refusal(context.Request) ?? await ServeAsync(context, next);
        if (problem is not null && !context.Response.HasStarted)
        {
            await problem.ToResult().ExecuteAsync(context);
        }
    }

    private static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private Problem? Refusal(HttpRequest request)
    {
        // Without a login the browser of somebody on this machine is a way in: any web page could drive a server on localhost
        // with plain forms. Browsers name the page's origin in such requests, and cannot send JSON across origins unasked.
        if (request.Headers.Origin.Count > 0 && !IsOwn(request.Headers.Origin.ToString(), request.Host))
        {
            return new Problem(StatusCodes.Status403Forbidden, "foreign-origin", "Requests from other web sites are refused",
                "The Origin header names another host than this one.");
        }

        var canHaveBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        if (canHaveBody && !HttpMethods.IsGet(request.Method) && !IsTaken(request))
        {
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body is no JSON",
                $"Send the body with Content-Type: {string.Join(" or ", ContentTypesOf(request.HttpContext) ?? [Json])}.");
        }

        return _key is null || CryptographicOperations.FixedTimeEquals(_key, DigestOf(request.Headers[KeyHeader].ToString()))
            ? null
            : new Problem(StatusCodes.Status401Unauthorized, "unauthorized", "An API key is needed", $"Send the API key in the header {KeyHeader}.");
    }

    /// <summary>The scheme is left out of account: a proxy may have ended TLS on the way.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the body is of a kind that the endpoint takes; JSON where it does not say.</summary>
    private static bool IsTaken(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim() is { } contentType
        && (contentType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || ContentTypesOf(request.HttpContext)?.Contains(contentType, StringComparer.OrdinalIgnoreCase) == true);

    private static IReadOnlyList<string>? ContentTypesOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes;

    /// <summary>What the endpoint asks for, or what is enough for most.</summary>
    private static long LimitOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? MaxBodyBytes;

    private async Task<Problem?> ServeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            return ProblemOf(context);
        }
        catch (ProblemException e)
        {
            return e.Problem;
        }
        catch (BadHttpRequestException e)
        {
            return ProblemOf(e, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
            return null;
        }
        catch (Exception e)
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            return new Problem(StatusCodes.Status500InternalServerError, "internal-error", "The request failed", "The log of the central system tells why.");
        }
    }

    /// <summary>Answers the framework gives without a word of explanation.</summary>
    private static Problem? ProblemOf(HttpContext context) => context.Response.HasStarted ? null : context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem(StatusCodes.Status404NotFound, "not-found", "Not found", $"Nothing is at {context.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => new Problem(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "The method is not allowed here",
            $"{context.Request.Path} does not take {context.Request.Method}."),
        _ => null,
    };

    private static Problem ProblemOf(BadHttpRequestException e, HttpContext context)
    {
        if (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(e.StatusCode, "body-too-large", "The body is too large", $"At most {LimitOf(context)} bytes are read.");
        }

        // The framework names the parameter only in its sentence: Failed to bind parameter "int? Limit" from "abc".
        var parameter = BoundParameter().Match(e.Message);
        return parameter.Success
            ? Problems.Invalid(CamelCase(parameter.Groups["name"].Value), $"'{parameter.Groups["value"].Value}' cannot be read").Problem
            : Problems.Invalid("", e.Message).Problem;
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex("parameter \"[^\"]*?(?<name>\\w+)\" from \"(?<value>.*)\"")]
    private static partial Regex BoundParameter();

    [LoggerMessage(EventId = 1601, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
