using System.ComponentModel.DataAnnotations;

namespace CentralSystem.Web.Settings;

/// <summary>Section <c>Server</c>: where the web server listens.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Host name or address; containers set 0.0.0.0.</summary>
    [EnvironmentName("WEB_SRV_HOST")]
    public string Host { get; set; } = "localhost";

    /// <summary>TCP port; 0 takes any that is free.</summary>
    [EnvironmentName("WEB_SRV_PORT"), Range(0, 65535)]
    public int Port { get; set; } = 8080;

    /// <summary>The address as the web server takes it.</summary>
    internal string Url => $"http://{(Host.Contains(':') && !Host.StartsWith('[') ? $"[{Host}]" : Host)}:{Port}";
}
