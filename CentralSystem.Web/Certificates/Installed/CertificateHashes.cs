using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ocpp.Types;
using HashAlgorithm = Ocpp.Types.HashAlgorithm;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>Hash data of a certificate, as OCSP names it (whitepaper §6.1, RFC 6960 §4.1.1).</summary>
internal static class CertificateHashes
{
    /// <summary>A root certificate in PEM; null for others, whose issuer's key is not at hand, and for what is no certificate.</summary>
    public static X509Certificate2? TryReadRoot(string pem)
    {
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
            if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            {
                return certificate;
            }
        }
        catch (CryptographicException)
        {
            // It is none.
        }

        certificate?.Dispose();
        return null;
    }

    /// <summary>Hash data of a root, which is its own issuer. The serial number is hex without leading zeros, as RFC 6960 has it in practice.</summary>
    public static CertificateHashData Of(X509Certificate2 root, HashAlgorithm algorithm)
    {
        var name = NameOf(algorithm);
        return new CertificateHashData
        {
            HashAlgorithm = algorithm,
            IssuerNameHash = Hash(root.IssuerName.RawData, name),
            IssuerKeyHash = KeyHash(root, name),
            SerialNumber = SerialNumberOf(root),
        };
    }

    /// <summary>Hash of the key's bits, without the algorithm's name and the count of unused bits.</summary>
    public static string KeyHash(X509Certificate2 certificate, HashAlgorithmName algorithm) => Hash(certificate.GetPublicKey(), algorithm);

    public static string SerialNumberOf(X509Certificate2 certificate) => Normalised(certificate.SerialNumber);

    /// <summary>Charge Points write serial numbers in either case, with leading zeros or without.</summary>
    public static string Normalised(string serialNumber) => serialNumber.TrimStart('0').ToLowerInvariant() is { Length: > 0 } digits ? digits : "0";

    /// <summary>Whether hash data tells of a root.</summary>
    public static bool Names(CertificateHashData hashes, X509Certificate2 root) =>
        hashes.HashAlgorithm.IsKnown(out var algorithm) && Of(root, algorithm) is var own
        && Normalised(hashes.SerialNumber) == own.SerialNumber
        && hashes.IssuerNameHash.Equals(own.IssuerNameHash, StringComparison.OrdinalIgnoreCase)
        && hashes.IssuerKeyHash.Equals(own.IssuerKeyHash, StringComparison.OrdinalIgnoreCase);

    private static string Hash(byte[] data, HashAlgorithmName algorithm) => Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, data));

    private static HashAlgorithmName NameOf(HashAlgorithm algorithm) => algorithm switch
    {
        HashAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        HashAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
