using System.Net;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Proxies;

/// <summary>Section <c>Proxy</c>: whose word counts about the client behind it.</summary>
internal sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>Addresses, or networks such as <c>10.0.0.0/24</c>, of the proxies whose forwarded headers are believed.</summary>
    public string[] TrustedAddresses { get; set; } = [];

    /// <summary>Header in which a trusted proxy passes the client certificate on: URL-encoded PEM, or DER in base64. Empty believes no header.</summary>
    /// <remarks>
    /// No default: a proxy that does not set it would let clients send the certificate of another, which is no secret. One name only, for the same reason.
    /// </remarks>
    public string ClientCertificateHeader { get; set; } = "";

    internal IReadOnlyList<IPNetwork> Networks { get; private set; } = [];

    /// <remarks>Errors: <see cref="SettingsException"/> for what is no address.</remarks>
    internal void Check()
    {
        Networks = [.. TrustedAddresses.Select(NetworkOf)];
        if (ClientCertificateHeader.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            throw new SettingsException($"{Section}:{nameof(ClientCertificateHeader)}", ClientCertificateHeader, "the name of a header");
        }
    }

    private static IPNetwork NetworkOf(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) ? network
            : throw new SettingsException($"{Section}:{nameof(TrustedAddresses)}", text, "an IP address, or a network such as 10.0.0.0/24");
}
