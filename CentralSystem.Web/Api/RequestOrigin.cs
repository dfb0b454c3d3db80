namespace CentralSystem.Web.Api;

/// <summary>Tells requests of our own pages and of programs from those a browser sends because another web site made it.</summary>
/// <remarks>Why not tokens: docs/decisions/0007-who-may-do-what.md.</remarks>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>A header no form can send, and no foreign script without being asked first (a preflight, which nobody answers here).</summary>
    private const string OwnHeader = "X-Requested-With";

    /// <summary>Why the request is foreign; null when nothing says so.</summary>
    public static Problem? Refusal(HttpRequest request) => IsForeign(request) == true
        ? new Problem(StatusCodes.Status403Forbidden, "foreign-origin", "Requests from other web sites are refused",
            "The browser says in Sec-Fetch-Site or Origin that another site than this one sent it.")
        : null;

    /// <summary>Why a request that rests on a cookie alone may not change anything; null when it is known to be our own.</summary>
    public static Problem? Doubt(HttpRequest request) => IsSafe(request) || IsForeign(request) == false || request.Headers.ContainsKey(OwnHeader)
        ? null
        : new Problem(StatusCodes.Status403Forbidden, "origin-needed", "It is not known which site sent this",
            $"With a session cookie, send Sec-Fetch-Site or Origin, as browsers do, or any {OwnHeader}.");

    /// <remarks>A websocket begins with a GET, but what goes over it changes things, and browsers let every page open one to anywhere (RFC 6455 §10.2).</remarks>
    private static bool IsSafe(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) && !IsWebSocket(request);

    private static bool IsWebSocket(HttpRequest request) => request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <remarks>
    /// Sec-Fetch-Site is the browser's own finding and holds behind any proxy; older browsers send the page's origin only. Null: neither is there.
    /// With a websocket every browser sends the origin, and not all of them find ws to be the site of http.
    /// </remarks>
    private static bool? IsForeign(HttpRequest request)
    {
        var site = IsWebSocket(request) ? "" : request.Headers[FetchSite].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 ? !IsOwn(origin, request.Host) : null;
    }

    /// <summary>The scheme is left out of account: a proxy may have ended TLS on the way.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
