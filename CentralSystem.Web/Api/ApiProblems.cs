using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;

namespace CentralSystem.Web.Api;

/// <summary>Makes every failure below <c>/api</c> an answer in problem+json.</summary>
internal sealed partial class ApiProblems(ILogger<ApiProblems> logger)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var problem = await ServeAsync(context, next);
        if (problem is not null && !context.Response.HasStarted)
        {
            await problem.WriteAsync(context);
        }
    }

    /// <summary>Keeps the exceptions of whatever else is served to ourselves.</summary>
    /// <remarks>A debugging page of the framework, which one environment variable switches on, would show them to strangers. Once an answer has begun nothing can be said any more, and the connection breaks.</remarks>
    public async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not (BadHttpRequestException or ConnectionResetException or OperationCanceledException) && !context.Response.HasStarted)
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await InternalError.WriteAsync(context);
        }
    }

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
        catch (Exception e) when (e is ConnectionResetException || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody waits for the answer any more. Said to the server, too: it would try to drain the body that broke off, and log an error.
            context.Abort();
            return null;
        }
        catch (Exception e)
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            return InternalError;
        }
    }

    internal static Problem InternalError => new(StatusCodes.Status500InternalServerError, "internal-error", "The request failed", "The log of the central system tells why.");

    /// <summary>Answers the framework gives without a word of explanation.</summary>
    private static Problem? ProblemOf(HttpContext context) => context.Response.HasStarted || context.Response.ContentType is not null ? null : context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem(StatusCodes.Status404NotFound, "not-found", "Not found", $"Nothing is at {context.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => new Problem(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "The method is not allowed here",
            $"{context.Request.Path} does not take {context.Request.Method}."),
        StatusCodes.Status415UnsupportedMediaType => RequestBodies.UnsupportedType([]),
        _ => null,
    };

    private static Problem ProblemOf(BadHttpRequestException e, HttpContext context)
    {
        if (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return RequestBodies.TooLarge(context);
        }

        // The framework names the parameter only in its sentence: Failed to bind parameter "int? Limit" from "abc".
        if (MissingParameter().Match(e.Message) is { Success: true } missing)
        {
            var absent = missing.Groups["name"].Value;
            return Problems.Invalid(CamelCase(absent), QueryParameters.TryFind(context, absent, out var wanted) ? $"is required: {JsonInputRules.KindOf(wanted)}" : "is required").Problem;
        }

        var parameter = BoundParameter().Match(e.Message);
        if (!parameter.Success)
        {
            return Problems.Invalid("", e.Message).Problem;
        }

        var (name, value) = (parameter.Groups["name"].Value, parameter.Groups["value"].Value);
        return Problems.Invalid(
            CamelCase(name), QueryParameters.TryFind(context, name, out var type) ? $"must be {JsonInputRules.KindOf(type)}; '{value}' is not" : $"'{value}' cannot be read").Problem;
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex("parameter \"[^\"]*?(?<name>\\w+)\" from \"(?<value>.*)\"")]
    private static partial Regex BoundParameter();

    [GeneratedRegex("Required parameter \"[^\"]*?(?<name>\\w+)\" was not provided from query string")]
    private static partial Regex MissingParameter();

    [LoggerMessage(EventId = 1601, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
