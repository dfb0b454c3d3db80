using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChargePointEmulator.Firmware;

/// <summary>Checks the signature over a firmware image (L01.FR.04).</summary>
/// <remarks>RSA with PSS or PKCS #1 padding, and ECDSA; ECSchnorr of the whitepaper is not among the algorithms of the platform.</remarks>
internal static class FirmwareSignature
{
    /// <param name="image">The image that was read.</param>
    /// <param name="signature">In base64.</param>
    /// <param name="certificatePem">Whose key made it.</param>
    public static bool IsValid(FirmwareImage image, string signature, string certificatePem)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return false;
        }

        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        if (certificate.GetRSAPublicKey() is { } rsa)
        {
            using (rsa)
            {
                return rsa.VerifyHash(image.Sha256, bytes[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
                    || rsa.VerifyHash(image.Sha256, bytes[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa is not null
            && (ecdsa.VerifyHash(image.Sha256, bytes[..length], DSASignatureFormat.Rfc3279DerSequence)
                || ecdsa.VerifyHash(image.Sha256, bytes[..length], DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
