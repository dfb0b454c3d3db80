namespace CentralSystem.Web.Api;

/// <summary>Which requests are the REST interface's.</summary>
internal static class ApiPaths
{
    public const string Prefix = "/api";

    /// <summary>Parts of every path before the noun: the prefix and the version.</summary>
    public const int PrefixParts = 2;

    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
}
