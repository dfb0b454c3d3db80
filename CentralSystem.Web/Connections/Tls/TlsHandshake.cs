namespace CentralSystem.Web.Connections.Tls;

/// <summary>A TLS handshake and what came of it; a feature of each connection to an encrypted door, and of its requests.</summary>
/// <param name="demandsCertificate">It is the door for client certificates.</param>
internal sealed class TlsHandshake(bool demandsCertificate)
{
    public bool DemandsCertificate { get; } = demandsCertificate;

    /// <summary>What the client offered; forgotten once the handshake is over.</summary>
    public ClientHello? Hello { get; set; }

    /// <summary>The certificate the client showed.</summary>
    public ClientCertificate? Certificate { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>The handshake is over, and went well.</summary>
    public void Done() => (IsDone, Hello) = (true, null);
}
