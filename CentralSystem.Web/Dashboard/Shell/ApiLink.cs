using CentralSystem.Web.Api;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Addresses of the API for what a page shows.</summary>
internal static class ApiLink
{
    private const string Root = ApiPaths.Prefix + "/v1";

    /// <param name="path">Below the API's root.</param>
    /// <param name="query">Parameters; null is left out.</param>
    public static string To(string path, params IEnumerable<(string Name, string? Value)> query) =>
        Root + path + QueryString.Create(query.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
}
