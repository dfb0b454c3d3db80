using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Puts TLS in front of a listener: chooses the certificate by what the client offers, asks for its own, and records what fails.</summary>
internal sealed class TlsDoor(WatchedFiles<ServerCertificates> certificates, ClientCertificates clients, HandshakeRefusals refusals)
{
    /// <summary>Path of a connection attempt that got no further than TLS.</summary>
    public const string Path = "(TLS handshake)";

    public void Protect(ListenOptions listener, bool demandsCertificate)
    {
        // A websocket is an upgrade of HTTP/1.1; over HTTP/2 it would be another thing.
        listener.Protocols = HttpProtocols.Http1;
        listener.Use(next => connection => WatchAsync(connection, next, demandsCertificate));
        listener.UseHttps(new HttpsConnectionAdapterOptions
        {
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateSelector = (_, _) => certificates.Value.Any,
            TlsClientHelloBytesCallback = (connection, record) => Of(connection).Hello = ClientHello.Parse(record.ToArray()),
            OnAuthenticate = Authenticate,
        });
        listener.Use(next => connection =>
        {
            Of(connection).Done();
            return next(connection);
        });
    }

    private static TlsHandshake Of(BaseConnectionContext connection) => connection.Features.Get<TlsHandshake>()!;

    private void Authenticate(ConnectionContext connection, SslServerAuthenticationOptions options)
    {
        var (handshake, present) = (Of(connection), certificates.Value);
        options.ServerCertificateSelectionCallback = null;
        options.ServerCertificateContext = present.For(handshake.Hello);
        options.CipherSuitesPolicy = present.PlatformSuffices(handshake.Hello) ? null : CipherSuites.Policy;
        if (handshake.DemandsCertificate)
        {
            // None at all is let through, to be told over HTTP what it lacks; a bad one ends the handshake (A00.FR.407).
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = clients.Policy();
            options.RemoteCertificateValidationCallback = (_, shown, chain, _) => shown is null || IsAccepted(handshake, shown, chain);
        }
    }

    private bool IsAccepted(TlsHandshake handshake, X509Certificate shown, X509Chain? chain)
    {
        handshake.Certificate = clients.Check((X509Certificate2)shown, chain?.ChainPolicy.ExtraStore);
        return handshake.Certificate.Problem is null;
    }

    private async Task WatchAsync(ConnectionContext connection, ConnectionDelegate next, bool demandsCertificate)
    {
        var handshake = new TlsHandshake(demandsCertificate);
        connection.Features.Set(handshake);
        await next(connection);
        if (!handshake.IsDone && RefusalOf(handshake) is var (reason, hint))
        {
            var address = (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
            var identity = handshake.Certificate?.Holder is { } name && HandshakeRequest.IsIdentity(name) ? name : null;
            refusals.Record(Path, address, identity, offered: null, reason, hint);
        }
    }

    /// <summary>Why a handshake failed; null for a connection that never spoke TLS, such as a probe of a load balancer.</summary>
    private (ConnectionRefusal Reason, string Hint)? RefusalOf(TlsHandshake handshake)
    {
        if (handshake.Hello is not { } hello)
        {
            return null;
        }

        return certificates.Value.RefusalOf(hello)
            ?? (handshake.Certificate is { Problem: { } problem } certificate
                ? (ConnectionRefusal.InvalidClientCertificate, $"The certificate was not accepted: {certificate.Description}. {problem}")
                : (ConnectionRefusal.TlsHandshakeFailed,
                    "The Charge Point broke the TLS handshake off. Most likely it does not trust our certificate: install its root there (InstallCertificate), and let its name be the host in the URL."));
    }
}
