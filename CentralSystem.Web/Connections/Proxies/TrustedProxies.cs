using System.Net;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Proxies;

/// <summary>Believes what proxies say of the clients behind them, where the settings list them, and nobody else.</summary>
internal sealed class TrustedProxies(IOptions<ProxyOptions> options, ClientCertificates certificates)
{
    private const string ForwardedProto = "X-Forwarded-Proto";

    /// <summary>The framework's own switch, by which every client is believed.</summary>
    private const string TrustsEverybody = "ForwardedHeaders_Enabled";

    /// <summary>Whether a proxy may end TLS for Charge Points.</summary>
    public bool Any => options.Value.Networks.Count > 0;

    /// <summary>Whether it may pass their certificates on.</summary>
    public bool PassCertificates => Any && options.Value.ClientCertificateHeader.Length > 0;

    /// <remarks>Errors: <see cref="SettingsException"/>.</remarks>
    public static void CheckSwitch(IConfiguration configuration)
    {
        if (configuration[TrustsEverybody] is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException("ASPNETCORE_FORWARDEDHEADERS_ENABLED", value, "nothing, since it believes every client: list your proxies in Proxy:TrustedAddresses");
        }
    }

    public void Use(IApplicationBuilder app)
    {
        if (!Any)
        {
            return;
        }

        // Before the address of the proxy is replaced by that of the client.
        app.Use((context, next) =>
        {
            if (PassCertificates && Trusts(context.Connection.RemoteIpAddress)
                && ProxiedCertificate.Read(context.Request.Headers[options.Value.ClientCertificateHeader].ToString(), certificates) is { } certificate)
            {
                context.Features.Set(certificate);
            }

            return next(context);
        });
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.Value.Networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Says of a refused request that a proxy nobody listed stands before it; null when there is no sign of one.</summary>
    public string? NoteOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        return (headers.ContainsKey(ForwardedProto) || (PassCertificates && headers.ContainsKey(options.Value.ClientCertificateHeader))) && !Trusts(context.Connection.RemoteIpAddress)
            ? $" Forwarded headers came from {context.Connection.RemoteIpAddress} and were ignored: if that is your proxy, list it in Proxy:TrustedAddresses."
            : null;
    }

    private bool Trusts(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && options.Value.Networks.Any(network => network.Contains(plain));
    }
}
