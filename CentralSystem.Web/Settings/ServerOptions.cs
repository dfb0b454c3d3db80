using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CentralSystem.Web.Settings;

/// <summary>Section <c>Server</c>: where the web server listens.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Host name or address; containers set 0.0.0.0.</summary>
    [EnvironmentName("WEB_SRV_HOST"), ListenAddress]
    public string Host { get; set; } = "localhost";

    /// <summary>TCP port; 0 takes any that is free.</summary>
    [EnvironmentName("WEB_SRV_PORT"), Range(0, 65535)]
    public int Port { get; set; } = 8080;

    /// <summary>Seconds between the end of readiness and the close of the connections at a stop: the time a load balancer takes to notice.</summary>
    [Range(0, 600)]
    public int ShutdownDelaySeconds { get; set; }

    /// <summary>Whether only this machine can connect.</summary>
    internal bool IsLoopback => IsLoopbackName(Host);

    /// <summary>The address as the web server takes it.</summary>
    internal string Url => $"http://{(Host.Contains(':') && !Host.StartsWith('[') ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Whether a host name, or an address with or without brackets, stands for this machine.</summary>
    internal static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Listens where a setting says, as the web server does for a URL.</summary>
    internal static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(port, configure);
        }
        else if (IPAddress.TryParse(host, out var address))
        {
            kestrel.Listen(address, port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(port, configure);
        }
    }
}

/// <summary>An address to listen at. Any other name would silently stand for every interface.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenAddressAttribute() : AllowedTextAttribute("localhost, an IP address, or * for every interface")
{
    public override bool Allows(string text) =>
        text is "*" or "+" || text.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(text, out _);
}
