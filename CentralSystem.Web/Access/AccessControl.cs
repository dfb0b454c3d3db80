using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Authorization;

namespace CentralSystem.Web.Access;

/// <summary>The one place that decides who may ask for what: every endpoint that does not say <c>AllowAnonymous</c>, and everything below <c>/api</c>.</summary>
/// <remarks>Runs after routing and the framework's authentication. Whoever passes is <see cref="Caller.Current"/> for the rest of the request.</remarks>
internal sealed class AccessControl(ApiKeyDirectory keys, UserDirectory users)
{
    private const string KeyHeader = "X-API-Key";
    private const string Bearer = "Bearer ";

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
        if (caller is null && problem is null && !isOpen && LoginPage.IsFor(context))
        {
            context.Response.Redirect(LoginPage.AddressFor(context.Request));
            return;
        }

        problem ??= isOpen ? null : Refusal(context, endpoint, caller, scopes);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
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
            // A key that does not work is said so, even beside a session: a program whose key ended must learn it.
            return keys.Find(text) is { } key
                ? (new Caller(CallerKind.ApiKey, key.Name, key.Role, AddressOf(context)), key.Scopes, null)
                : (null, null, Unauthorized("The API key is unknown, revoked or expired."));
        }

        return context.LoginSessionId is { } sessionId && users.FindBySession(sessionId) is { } user
            ? (new Caller(CallerKind.User, user.Name, user.Role, AddressOf(context)), null, RequestOrigin.Doubt(context.Request))
            : (null, null, null);
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

    private static Problem? Refusal(HttpContext context, Endpoint? endpoint, Caller? caller, IReadOnlySet<string>? scopes)
    {
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Unauthorized($"Send an API key in the header {KeyHeader}, or log in with POST /api/v1/session.");
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

        if (scopes is null || endpoint.Metadata.GetMetadata<OpenToEveryScope>() is not null)
        {
            return null;
        }

        var scope = Scopes.For(endpoint, method);
        return scope is not null && scopes.Contains(scope)
            ? null
            : Forbidden("scope-needed", "The API key's scopes do not cover it",
                scope is null ? "Only an API key without scopes may do this." : $"{caller.Name} lacks the scope {scope}.", "requiredScope", scope);
    }

    private static Problem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, "unauthorized", "It is not known who is asking", detail);

    private static Problem Forbidden(string name, string title, string detail, string member, string? needed) =>
        new(StatusCodes.Status403Forbidden, name, title, detail) { Members = needed is null ? [] : new() { [member] = needed } };
}

/// <summary>An endpoint that every API key reaches whatever its scopes.</summary>
internal sealed record OpenToEveryScope;
