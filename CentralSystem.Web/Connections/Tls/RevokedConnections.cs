using Ocpp.Rpc;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Ends connections whose certificate was revoked, at the revocation and not at the next handshake.</summary>
/// <remarks>The whitepaper would leave them open (§2.6.3), for as long as they last; whoever stole a key would be glad of it.</remarks>
internal sealed class RevokedConnections(ChargePointRegistry registry, ClientCertificates certificates)
{
    /// <summary>Looks at all of them. Called after each change of what is revoked.</summary>
    public void Close()
    {
        foreach (var session in registry.All)
        {
            CloseIfRevoked(session);
        }
    }

    /// <summary>Looks at one that was just taken in: its certificate may have been revoked since it was checked.</summary>
    public void CloseIfRevoked(ChargePointSession session)
    {
        if (session.CertificateChain is { } chain && certificates.IsRevoked(chain))
        {
            session.WasRevoked = true;
            _ = session.Connection.CloseAsync(CloseCode.PolicyViolation, "the certificate was revoked", TimeSpan.Zero);
        }
    }
}
