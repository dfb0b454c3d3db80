using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CentralSystem.Web.Access;

/// <summary>What an endpoint is about, where its path does not say it.</summary>
internal sealed record ScopeNoun(string Noun);

/// <summary>Rights of API keys that have fewer than their role: noun of the path and <c>:read</c> or <c>:write</c>, such as <c>transactions:read</c>.</summary>
/// <remarks>
/// The noun is the first part of the path, or what is asked of one Charge Point, so that a right to send commands is none to change
/// Charge Points. Users and API keys are beyond every scope: a key that made others could give itself the rest.
/// </remarks>
internal sealed class Scopes(EndpointDataSource endpoints)
{
    public const string ChargePoints = "charge-points";

    private static readonly HashSet<string> Beyond = ["users", "api-keys", "audit", "me", "session"];

    /// <summary>Every scope there is, by the endpoints that are mapped.</summary>
    public IReadOnlySet<string> Known => field ??= endpoints.Endpoints
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => For(endpoint, method)))
        .OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The scope a request needs; null for what no scope covers.</summary>
    public static string? For(Endpoint endpoint, string method)
    {
        var noun = endpoint.Metadata.GetMetadata<ScopeNoun>()?.Noun ?? NounOf(endpoint);
        return noun is null || Beyond.Contains(noun) ? null : $"{noun}:{(IsRead(method) ? "read" : "write")}";
    }

    public static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static string? NounOf(Endpoint endpoint)
    {
        var literals = ((endpoint as RouteEndpoint)?.RoutePattern.PathSegments ?? [])
            .Select(segment => segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : null).OfType<string>().ToArray();
        if (literals.Length == 0 || $"/{literals[0]}" != ApiPaths.Prefix)
        {
            // A page of the dashboard, or a file that it loads.
            return null;
        }

        var nouns = literals.Skip(ApiPaths.PrefixParts).Take(2).ToArray();
        return nouns is [ChargePoints, { } part] ? part : nouns.FirstOrDefault();
    }
}
