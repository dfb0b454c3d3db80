using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Security;

/// <summary>Keys, certificates and hashes as charge points and operators make them.</summary>
internal static class Certificates
{
    /// <summary>A root certificate that nobody trusts, in PEM.</summary>
    public static string Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Root of the check, O=Check", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(10));
        return root.ExportCertificatePem();
    }

    /// <summary>A certificate for signing firmware, and its signature of a file.</summary>
    public static (string Certificate, string Signature) FirmwareSigning()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Firmware of the check, O=Check", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        return (certificate.ExportCertificatePem(), Convert.ToBase64String(key.SignData("firmware"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
    }

    /// <summary>The hash data of a certificate (whitepaper M03, as in OCSP).</summary>
    public static CertificateHashData HashesOf(X509Certificate2 certificate, Ocpp.Types.HashAlgorithm algorithm)
    {
        var name = new HashAlgorithmName(algorithm.ToString().ToUpperInvariant());
        return new CertificateHashData
        {
            HashAlgorithm = algorithm,
            IssuerNameHash = Convert.ToHexStringLower(CryptographicOperations.HashData(name, certificate.IssuerName.RawData)),
            IssuerKeyHash = Convert.ToHexStringLower(CryptographicOperations.HashData(name, certificate.GetPublicKey())),
            SerialNumber = certificate.SerialNumber.TrimStart('0').ToLower(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Reads PEM that came in a frame.</summary>
    public static X509Certificate2 Read(string pem, string rule, string what)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new RuleBrokenException(rule, $"{what} is no certificate in PEM: {e.Message}");
        }
    }

    /// <summary>Bits of the public key; at least 2048 for RSA, 224 for elliptic curves (whitepaper A00.FR.501-502).</summary>
    public static bool IsLongEnough(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        return rsa?.KeySize >= 2048 || ecdsa?.KeySize >= 224;
    }
}
