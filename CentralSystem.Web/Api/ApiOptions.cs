using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Api;

/// <summary>Section <c>Api</c>: who may use the REST interface.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>When set, every request below <c>/api</c> needs it in the header <c>X-API-Key</c>.</summary>
    [EnvironmentName("BOOTSTRAP_API_KEY")]
    public string? BootstrapKey { get; set; }
}
