using System.Security.Claims;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Dashboard.Live;
using Microsoft.AspNetCore.Authorization;

namespace CentralSystem.Web.Access;

/// <summary>The one place that decides who may ask for what: every endpoint that does not say <c>AllowAnonymous</c>, and everything below <c>/api</c>.</summary>
/// <remarks>Runs after routing and the framework's authentication. Whoever passes is <see cref="Caller.Current"/> for the rest of the request.</remarks>
internal sealed class AccessControl(ApiKeyDirectory keys, UserDirectory users, TimeProvider time)
{
    private const string KeyHeader = "X-API-Key";
    private const string Bearer = "Bearer ";

    /// <summary>Keys of one address a minute that are nobody's, before the one that people choose is compared no more with what comes from there.</summary>
    private const int WrongKeysPerMinute = 300;

    private readonly KeyedBuckets _wrongKeys = new(WrongKeysPerMinute, time);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (!ApiPaths.IsApi(context) && endpoint is null)
        {
            await next(context);
            return;
        }

        var isOpen = endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var (caller, scopes, problem) = Identify(context);
        if (KeyOf(context.Request) is not null)
        {
            // Whoever shows a key is the key: a cookie beside it opens nothing, and is asked for none of a person's proofs.
            context.User = new ClaimsPrincipal();
        }

        if (caller is null && problem is null && !isOpen && LoginPage.IsFor(context))
        {
            context.Response.Redirect(LoginPage.AddressFor(context.Request));
            return;
        }

        if (!isOpen && caller is { Kind: CallerKind.User } && problem is null && endpoint?.Metadata.GetMetadata<OpenBeforeDuties>() is null
            && users.FindBySession(context.LoginSessionId!) is { } user && users.DutyOf(user) is not AccountDuty.None and var duty)
        {
            if (LoginPage.IsFor(context))
            {
                context.Response.Redirect(AccountPages.AddressFor(duty, context.Request));
                return;
            }

            problem = DutyFirst(duty);
        }

        problem ??= isOpen ? null : Refusal(context, endpoint, caller, scopes);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        if (caller is { Kind: CallerKind.User } && !OpenPages.IsLine(context))
        {
            users.Touch(context.LoginSessionId!);
        }

        Caller.Current = caller ?? new Caller(CallerKind.Anonymous, "anonymous", Role.Viewer, AddressOf(context));
        await next(context);
    }

    /// <summary>Whether whoever began a long request may still be there: the key not revoked, the session not ended, neither run out.</summary>
    public bool StillKnows(HttpContext context) => Identify(context).Caller is not null;

    /// <summary>Where a request comes from, in the form without the IPv6 wrapping of an IPv4 address.</summary>
    public static string? AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    private (Caller? Caller, IReadOnlySet<string>? Scopes, Problem? Problem) Identify(HttpContext context)
    {
        if (KeyOf(context.Request) is { } text)
        {
            return ByKey(text, AddressOf(context));
        }

        return context.LoginSessionId is { } sessionId && users.FindBySession(sessionId) is { } user
            ? (new Caller(CallerKind.User, user.Name, user.Role, AddressOf(context)), null, RequestOrigin.Doubt(context.Request))
            : (null, null, null);
    }

    /// <remarks>A key that does not work is said so, even beside a session: a program whose key ended must learn it.</remarks>
    private (Caller? Caller, IReadOnlySet<string>? Scopes, Problem? Problem) ByKey(string text, string? address)
    {
        var place = NetworkPlace.Of(address);
        var mayGuess = _wrongKeys.HasRoom(place);
        if (keys.Find(text, mayGuess) is { } key)
        {
            return (new Caller(CallerKind.ApiKey, key.Name, key.Role, address), key.Scopes, null);
        }

        _wrongKeys.TryTake(place);
        return (null, null, mayGuess ? Unauthorized("The API key is unknown, revoked or expired.") : TooManyKeys());
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
        {
            return key.ToString();
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    private Problem? Refusal(HttpContext context, Endpoint? endpoint, Caller? caller, IReadOnlySet<string>? scopes)
    {
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return NobodyKnown();
        }

        if (endpoint is not RouteEndpoint)
        {
            // Nothing is there, or not for this method; routing says which.
            return null;
        }

        var method = context.Request.Method;
        var needed = endpoint.Metadata.GetMetadata<RequiredRole>()?.Role ?? (Scopes.IsRead(method) ? Role.Viewer : Role.Operator);
        if (caller.Role < needed)
        {
            return Problems.RoleNeeded(caller, needed).Problem;
        }

        if (caller.Kind == CallerKind.User && endpoint.Metadata.GetMetadata<NeedsFreshPassword>() is not null && !users.HasFreshPassword(context.LoginSessionId!))
        {
            return Problems.FreshPasswordNeeded().Problem;
        }

        if (scopes is null || endpoint.Metadata.GetMetadata<OpenToEveryScope>() is not null)
        {
            return null;
        }

        var scope = Scopes.For(endpoint, method);
        return scope is not null && scopes.Contains(scope)
            ? null
            : ScopeNeeded(caller, scope);
    }

    internal static Problem NobodyKnown() => Unauthorized($"Send an API key in the header {KeyHeader}, or log in with POST /api/v1/session.");

    /// <param name="caller">The API key.</param>
    /// <param name="scope">What it lacks; null where no scope is enough.</param>
    internal static Problem ScopeNeeded(Caller caller, string? scope) => Forbidden("scope-needed", "The API key's scopes do not cover it",
        scope is null ? "Only an API key without scopes may do this." : $"{caller.Name} lacks the scope {scope}.", "requiredScope", scope);

    private static Problem TooManyKeys() =>
        new(StatusCodes.Status429TooManyRequests, "too-many-keys", "Too many API keys that are none", "Try again in a minute.") { RetryAfterSeconds = 60 };

    private static Problem DutyFirst(AccountDuty duty) => duty == AccountDuty.NewPassword
        ? new Problem(StatusCodes.Status403Forbidden, "new-password-needed", "The password has to be changed first",
            "Somebody else knows it. Change it with PUT /api/v1/me/password, or at /login/password.")
        : new Problem(StatusCodes.Status403Forbidden, "second-factor-needed", "A second factor has to be added first",
            "Access:SecondFactorFrom asks for it. Add one with POST /api/v1/me/second-factor, or at /login/second-factor.");

    private static Problem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, "unauthorized", "It is not known who is asking", detail);

    private static Problem Forbidden(string name, string title, string detail, string member, string? needed) =>
        new(StatusCodes.Status403Forbidden, name, title, detail) { Members = needed is null ? [] : new() { [member] = needed } };
}

/// <summary>An endpoint that every API key reaches whatever its scopes.</summary>
internal sealed record OpenToEveryScope;
