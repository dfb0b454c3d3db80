using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>What a revocation names a certificate by, small enough to be kept as long as a connection.</summary>
/// <param name="Issuer">DER of its issuer's name.</param>
/// <param name="SerialNumber">Upper-case hex, as the certificate has it.</param>
/// <param name="Thumbprint">SHA-256 of the certificate, lower-case hex.</param>
internal sealed record CertificateName(byte[] Issuer, string SerialNumber, string Thumbprint)
{
    public static CertificateName Of(X509Certificate2 certificate) => new(certificate.IssuerName.RawData, certificate.SerialNumber, ThumbprintOf(certificate));

    public static string ThumbprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
