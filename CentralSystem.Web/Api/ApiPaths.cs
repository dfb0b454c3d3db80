namespace CentralSystem.Web.Api;

/// <summary>Which requests are the REST interface's.</summary>
internal static class ApiPaths
{
    public const string Prefix = "/api";

    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
}
