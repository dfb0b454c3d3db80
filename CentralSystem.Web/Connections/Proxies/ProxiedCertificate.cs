using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Web.Connections.Proxies;

/// <summary>The client certificate a trusted proxy passed on; a feature of the request.</summary>
internal sealed record ProxiedCertificate(ClientCertificate Certificate)
{
    /// <summary>Reads the header as nginx (<c>$ssl_client_escaped_cert</c>) or HAProxy (<c>ssl_c_der,base64</c>) write it, and RFC 9440.</summary>
    /// <param name="header">Value of the header; empty when the client showed none.</param>
    /// <param name="certificates">Checks it once more: the proxy may ask for any certificate, and some do.</param>
    public static ProxiedCertificate? Read(string header, ClientCertificates certificates)
    {
        var text = header.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using var certificate = text.Contains("BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPem(Uri.UnescapeDataString(text))
                : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text.Trim(':')));
            return new ProxiedCertificate(certificates.Check(certificate));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return new ProxiedCertificate(new ClientCertificate(
                null, "unreadable", "The proxy has to send it as URL-encoded PEM (nginx: $ssl_client_escaped_cert) or as DER in base64 (HAProxy: ssl_c_der,base64).", []));
        }
    }
}
