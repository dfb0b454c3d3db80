using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Api;

/// <summary>Serves a POST with an <c>Idempotency-Key</c> once, and gives its answer again to whoever repeats it.</summary>
/// <remarks>
/// The key is noted before the endpoint runs and the answer after, in commits of their own. A crash between the two leaves a key
/// without an answer: then it is not known whether the request was carried out, and that is what a repetition is told. Refusals (4xx,
/// and 507 where no room is left) and bodies that broke off changed nothing; they free the key, so that the request can be put right and sent again.
/// </remarks>
internal sealed class Idempotency(IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int LongestKey = 255;

    private readonly byte[]? _pepper = options.Value.PasswordPepper is { } pepper ? Encoding.UTF8.GetBytes(pepper) : null;
    private readonly ConcurrentDictionary<string, bool> _inFlight = new(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!AppliesTo(context, out var key))
        {
            await next(context);
            return;
        }

        if (key.Length is 0 or > LongestKey || key.Any(c => c is < '!' or > '~'))
        {
            throw Problems.Invalid(KeyHeader, $"must be 1 to {LongestKey} printable characters of ASCII without spaces");
        }

        var id = IdOf(context, key);
        if (!_inFlight.TryAdd(id, true))
        {
            throw Conflict("request-in-flight", "The request is still being served", "The first request with this Idempotency-Key has no answer yet. Ask again in a moment.");
        }

        try
        {
            // Nothing of a body is kept for its hash: firmware would fill a disk that nobody looks after.
            using var body = new HashedBody(context.Request.Body, context.Request.QueryString.Value ?? "", HashKeyOf(key));
            await ServeOnceAsync(context, next, id, key, body);
        }
        finally
        {
            _inFlight.TryRemove(id, out _);
        }
    }

    private static bool AppliesTo(HttpContext context, out string key)
    {
        key = context.Request.Headers[KeyHeader].ToString();
        return HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.ContainsKey(KeyHeader)
            && context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<ServedEachTime>() is null;
    }

    private static string IdOf(HttpContext context, string key)
    {
        var caller = Caller.Current;
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Kind}\n{caller.Name}\n{context.Request.Path}\n{key}")));
    }

    /// <summary>What a body is hashed with: a short Idempotency-Key could be found by trying, and then a password in the body; the pepper is in no copy of the database.</summary>
    private byte[] HashKeyOf(string key)
    {
        var bytes = Encoding.ASCII.GetBytes(key);
        return _pepper is null ? bytes : HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, HMACSHA256.HashSizeInBytes, _pepper, "body"u8.ToArray());
    }

    private async Task ServeOnceAsync(HttpContext context, RequestDelegate next, string id, string key, HashedBody body)
    {
        if (await FindAsync(id, context.RequestAborted) is { } earlier)
        {
            await ReplayAsync(context, earlier, key, body);
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null)
        {
            // Nobody reads it before the deed is done: what is wrong with it shows now.
            await body.ReadToEndAsync(context.RequestAborted);
        }

        var began = time.GetUtcNow();
        await writer.ChangeAsync(db => db.IdempotentRequests.Add(new IdempotentRequest { Id = id, BodyHash = "", BeganAt = began }).Entity);

        // Whoever hangs up and repeats the request shall find its answer, so it is carried through.
        context.RequestAborted = CancellationToken.None;
        var client = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        context.Request.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        await KeepAsync(context, id, key, body, answer);
        answer.Position = 0;
        await answer.CopyToAsync(client, CancellationToken.None);
    }

    private async Task<IdempotentRequest?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.IdempotentRequests.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }

    private async Task KeepAsync(HttpContext context, string id, string key, HashedBody body, MemoryStream answer)
    {
        var status = context.Response.StatusCode;
        if (body.IsBroken || status is (>= 400 and < 500) or StatusCodes.Status507InsufficientStorage)
        {
            // Nothing is done before a body is whole; one whose sender is gone has no answer, which looks like a good one.
            await writer.ChangeAsync(db => db.IdempotentRequests.Where(r => r.Id == id).ExecuteDelete());
            return;
        }

        if (status == StatusCodes.Status500InternalServerError)
        {
            // What it did before it failed is not known; the row without an answer says so.
            return;
        }

        var (type, location, tag) = (context.Response.ContentType, TextOf(context.Response.Headers.Location), TextOf(context.Response.Headers.ETag));
        var sealedAnswer = SecretAnswers.Has(context) && !SealedAnswer.MaySealSecrets(key) ? null : SealedAnswer.Seal(answer.GetBuffer().AsSpan(0, (int)answer.Length), key, id);
        var bodyHash = await body.FinishAsync(CancellationToken.None);
        await writer.ChangeAsync(db => db.IdempotentRequests.Where(r => r.Id == id).ExecuteUpdate(set => set
            .SetProperty(r => r.BodyHash, bodyHash).SetProperty(r => r.Status, status).SetProperty(r => r.ContentType, type).SetProperty(r => r.Location, location)
            .SetProperty(r => r.ETag, tag).SetProperty(r => r.Body, sealedAnswer)));
    }

    private static string? TextOf(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 0 ? null : header.ToString();

    private static async Task ReplayAsync(HttpContext context, IdempotentRequest earlier, string key, HashedBody body)
    {
        if (earlier.Status is not { } status)
        {
            throw new ProblemException(OutcomeUnknown());
        }

        if (earlier.BodyHash != await body.FinishAsync(context.RequestAborted))
        {
            throw new ProblemException(KeyReused());
        }

        context.Response.Headers[ReplayedHeader] = "true";
        if (earlier.Location is not null)
        {
            context.Response.Headers.Location = earlier.Location;
        }

        if (earlier.Body is null || SealedAnswer.Open(earlier.Body, key, earlier.Id) is not { } answer)
        {
            throw Conflict("already-done", "The request was carried out already",
                $"Its answer showed a secret, which is kept only under an Idempotency-Key of {SealedAnswer.LeastKeyLength} characters or more. Remove what it made, and make it anew.");
        }

        context.Response.StatusCode = status;
        context.Response.Headers.ETag = earlier.ETag;
        if (answer.Length > 0)
        {
            context.Response.ContentType = earlier.ContentType;
            await context.Response.WriteAsync(answer, context.RequestAborted);
        }
    }

    internal static Problem OutcomeUnknown() => new(StatusCodes.Status409Conflict, "outcome-unknown", "It is not known whether the request was carried out",
        "The first request with this Idempotency-Key began and was interrupted. Look whether what it asked for is there (the list it adds to, or /api/v1/audit), then use a new key.");

    internal static Problem KeyReused() => new(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "The Idempotency-Key belongs to another request",
        "An earlier request to this path had the same key and another body. A new request needs a new key.");

    private static ProblemException Conflict(string name, string title, string detail) => new(new Problem(StatusCodes.Status409Conflict, name, title, detail));
}

/// <summary>Marks an endpoint of which no answer is kept under an <c>Idempotency-Key</c>: it does each time what it is asked.</summary>
internal sealed class ServedEachTime;
