using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>A source of trust in the certificates of Charge Points (profile 3). Several are registered, and all of them asked.</summary>
/// <remarks>Asked at each handshake, from many threads: all answers come from memory, and each is a whole that does not change afterwards.</remarks>
internal interface IChargePointTrust
{
    /// <summary>CA certificates: self-signed ones are roots that are trusted, the others help to build a chain to one.</summary>
    IReadOnlyCollection<X509Certificate2> Authorities { get; }

    /// <summary>Whether the issuer took the certificate back. Also asked about the authorities between it and its root.</summary>
    bool IsRevoked(CertificateName certificate);

    /// <summary>The identity of the Charge Point it was signed for; null where this source does not know, and its CN has to tell.</summary>
    string? HolderOf(CertificateName certificate);

    /// <summary>Notes that a Charge Point was let in with a certificate.</summary>
    void NotePresented(CertificateName certificate);
}
