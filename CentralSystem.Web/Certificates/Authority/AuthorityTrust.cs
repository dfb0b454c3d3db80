using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Charge Points that show a certificate signed here are trusted, until it is revoked.</summary>
internal sealed class AuthorityTrust(ICertificateAuthority authority, IssuedCertificates issued) : IChargePointTrust
{
    public IReadOnlyCollection<X509Certificate2> Authorities => authority.Roots;

    public bool IsRevoked(CertificateName certificate) => issued.IsRevoked(certificate.Thumbprint);

    public string? HolderOf(CertificateName certificate) => issued.HolderOf(certificate.Thumbprint);

    public void NotePresented(CertificateName certificate) => issued.NotePresented(certificate.Thumbprint);
}
