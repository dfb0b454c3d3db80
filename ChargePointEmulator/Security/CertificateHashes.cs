using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ocpp.Types;
using HashAlgorithm = Ocpp.Types.HashAlgorithm;

namespace ChargePointEmulator.Security;

/// <summary>Names certificates by hashes, as OCSP counts them; a root is its own issuer (M03).</summary>
internal static class CertificateHashes
{
    public static CertificateHashData Of(X509Certificate2 certificate, HashAlgorithm algorithm) => new()
    {
        HashAlgorithm = algorithm,
        IssuerNameHash = Hash(algorithm, certificate.IssuerName.RawData),
        IssuerKeyHash = Hash(algorithm, certificate.PublicKey.EncodedKeyValue.RawData),
        SerialNumber = certificate.SerialNumber.TrimStart('0') is { Length: > 0 } serial ? serial : "0",
    };

    /// <summary>Whether these hashes are of this certificate, in whatever algorithm they were counted.</summary>
    public static bool Match(string pem, CertificateHashData hash)
    {
        using var certificate = CertificateStore.Parse(pem);
        return certificate is not null && hash.HashAlgorithm.IsKnown(out var algorithm) && Of(certificate, algorithm) is var own
            && Same(own.IssuerNameHash, hash.IssuerNameHash) && Same(own.IssuerKeyHash, hash.IssuerKeyHash) && Same(own.SerialNumber, hash.SerialNumber.TrimStart('0'));
    }

    private static string Hash(HashAlgorithm algorithm, byte[] data) => Convert.ToHexStringLower(algorithm switch
    {
        HashAlgorithm.Sha384 => SHA384.HashData(data),
        HashAlgorithm.Sha512 => SHA512.HashData(data),
        _ => SHA256.HashData(data),
    });

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
