using CentralSystem.Web.Connections.Proxies;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Web.Connections;

/// <summary>What a handshake comes through: how the way is protected, and which certificate the Charge Point showed on it.</summary>
/// <param name="IsEncrypted">TLS, ended here or by a trusted proxy.</param>
/// <param name="DemandsCertificate">It came to the port for client certificates.</param>
/// <param name="Certificate">The client certificate; null when none was shown.</param>
internal readonly record struct HandshakeChannel(bool IsEncrypted, bool DemandsCertificate, ClientCertificate? Certificate)
{
    /// <remarks>A plain websocket costs the comparison of its scheme and nothing else.</remarks>
    public static HandshakeChannel Of(HttpContext context)
    {
        if (!context.Request.IsHttps)
        {
            return default;
        }

        var tls = context.Features.Get<TlsHandshake>();
        var proxied = context.Features.Get<ProxiedCertificate>();
        return new HandshakeChannel(true, tls?.DemandsCertificate == true, proxied?.Certificate ?? tls?.Certificate);
    }
}
