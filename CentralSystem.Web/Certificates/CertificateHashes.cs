using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ocpp.Types;
using HashAlgorithm = Ocpp.Types.HashAlgorithm;

namespace CentralSystem.Web.Certificates;

/// <summary>Hash data of a certificate, as OCSP names it (whitepaper §6.1, RFC 6960 §4.1.1).</summary>
internal static class CertificateHashes
{
    /// <summary>The hash data of a self-signed certificate; null for others, whose issuer's key is not at hand, and for what is no certificate.</summary>
    public static CertificateHashData? TryOf(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? HashesOf(certificate) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CertificateHashData HashesOf(X509Certificate2 certificate) => new()
    {
        HashAlgorithm = HashAlgorithm.Sha256,
        IssuerNameHash = Convert.ToHexStringLower(SHA256.HashData(certificate.IssuerName.RawData)),
        IssuerKeyHash = Convert.ToHexStringLower(SHA256.HashData(certificate.GetPublicKey())),
        SerialNumber = certificate.SerialNumber.TrimStart('0').ToLowerInvariant() is { Length: > 0 } serial ? serial : "0",
    };
}
