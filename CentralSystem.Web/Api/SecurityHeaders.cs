using CentralSystem.Web.Dashboard;

namespace CentralSystem.Web.Api;

/// <summary>Headers that keep browsers from doing more with an answer than it is meant for.</summary>
/// <remarks>Source: OWASP ASVS 4.0.3 §14.4. An endpoint that needs other ones sets its own.</remarks>
internal static class SecurityHeaders
{
    /// <summary>JSON loads nothing and is shown in no frame.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Pages load what this server serves and nothing else.</summary>
    private const string PagePolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>
    /// The dashboard: scripts and style sheets of this server only. Components place themselves by style attributes, which can neither load nor run anything.
    /// </summary>
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string OneYear = "max-age=31536000";

    /// <summary>Lets scripts and styles of one page count that carry its nonce; attributes with styles never do.</summary>
    public static void AllowNonce(HttpContext context, string nonce) =>
        context.Response.Headers.ContentSecurityPolicy = $"{PagePolicy}; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'";

    /// <summary>A page that has a form, one style and nothing else. Its form tells where it comes from, which <c>no-referrer</c> would keep browsers from saying.</summary>
    public static void ForForm(HttpContext context, string styleDigest)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src '{styleDigest}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    public static Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        var isDashboard = context.GetEndpoint()?.Metadata.GetMetadata<DashboardPage>() is not null;

        // The form that logs out tells where it comes from, which no-referrer would keep browsers from saying.
        headers["Referrer-Policy"] = isDashboard ? "same-origin" : "no-referrer";
        headers.ContentSecurityPolicy = ApiPaths.IsApi(context) ? DataPolicy : isDashboard ? DashboardPolicy : PagePolicy;
        if (ApiPaths.IsApi(context))
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }

        return next(context);
    }
}
