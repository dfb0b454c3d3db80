using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace CentralSystem.Web.Api;

/// <summary>A row that people edit: each edit raises its revision, which is the entity tag of its representation.</summary>
internal interface IRevisioned
{
    int Revision { get; set; }
}

/// <summary>The revision an edit was made upon, from the header <c>If-Match</c>; none asks for no check.</summary>
internal readonly record struct ExpectedRevision(int? Value) : IEndpointParameterMetadataProvider
{
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new ExpectsRevision());

    /// <summary>Refuses an edit that was made upon an older state.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (412).</remarks>
    public void Check(IRevisioned row)
    {
        if (Value is { } expected && expected != row.Revision)
        {
            throw new ProblemException(ChangedMeanwhile(expected, row.Revision));
        }
    }

    public static Problem ChangedMeanwhile(int expected, int present) => new(StatusCodes.Status412PreconditionFailed, "changed-meanwhile", "It was changed meanwhile",
        $"If-Match names revision {expected}; the present one is {present}. Read it again and repeat the edit.");

    public static ValueTask<ExpectedRevision> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0 || header == "*")
        {
            return ValueTask.FromResult(default(ExpectedRevision));
        }

        // Proxies that compress on the way make it a weak one; the revision in it is the same.
        return int.TryParse((header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? ValueTask.FromResult(new ExpectedRevision(revision))
            : throw Problems.Invalid("If-Match", "must be the ETag of an earlier answer, unchanged");
    }
}

/// <summary>Marks an endpoint that honours <c>If-Match</c>.</summary>
internal sealed class ExpectsRevision;

/// <summary>An answer with the entity tag of what it shows; a POST that answers with it makes something, a PUT may.</summary>
internal sealed class Tagged<T>(T value, int revision, int status = StatusCodes.Status200OK, string? location = null)
    : IResult, IValueHttpResult, IEndpointMetadataProvider
{
    /// <summary>What it shows.</summary>
    public T Value => value;

    /// <summary>The state it shows.</summary>
    public int Revision => revision;

    object? IValueHttpResult.Value => value;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
        if (location is not null)
        {
            httpContext.Response.Headers.Location = location;
        }

        return httpContext.Response.WriteAsJsonAsync(value, httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var methods = builder.Metadata.OfType<IHttpMethodMetadata>().SelectMany(http => http.HttpMethods).ToArray();
        if (!methods.Contains(HttpMethods.Post))
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        }

        if (methods.Contains(HttpMethods.Post) || methods.Contains(HttpMethods.Put))
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), ["application/json"]));
        }
    }
}
