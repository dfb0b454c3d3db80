using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Files;

/// <summary>What SignedUpdateFirmware tells of the firmware's signer (whitepaper L01).</summary>
internal sealed record FirmwareSignature
{
    /// <summary>PEM, at most 5500 characters (whitepaper §6.5); those that lead to its root may follow it.</summary>
    [PemCertificate]
    public required string SigningCertificate { get; init; }

    /// <summary>Base64, at most 800 characters (whitepaper §6.5).</summary>
    [Base64Text(800)]
    public required string Signature { get; init; }
}

/// <summary>Verifies signatures of firmware: over the SHA-256 of the whole file (whitepaper L01.FR.04).</summary>
/// <remarks>The whitepaper names RSA-PSS and ECSchnorr; what is in use is RSA-PSS with a salt of any length, PKCS#1, and ECDSA in DER or as two numbers.</remarks>
internal static class FirmwareSignatures
{
    /// <summary>What is wrong, as a sentence about the member; null when the signature is of this file by this certificate.</summary>
    /// <param name="given">Certificate and signature.</param>
    /// <param name="sha256">SHA-256 of the file, hex.</param>
    /// <param name="roots">What the certificate has to lead to.</param>
    /// <param name="now">Now.</param>
    public static (string Member, string Fault)? FaultOf(FirmwareSignature given, string sha256, ManufacturerRoots roots, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(given.SigningCertificate);
        if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime || certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            return ("signingCertificate", $"is valid from {certificate.NotBefore.ToUniversalTime():O} to {certificate.NotAfter.ToUniversalTime():O}, and not now; Charge Points would refuse it");
        }

        if (!roots.Trust(given.SigningCertificate, now))
        {
            return ("signingCertificate", "leads to no root in Files:ManufacturerRoots; the certificates between it and its root have to follow it");
        }

        return Verifies(certificate, Convert.FromHexString(sha256), Convert.FromBase64String(given.Signature))
            ? null
            : ("signature", "is not that of this file by the key of signingCertificate; it has to be over the SHA-256 of the file, by RSA-PSS, RSA PKCS#1 or ECDSA");
    }

    private static bool Verifies(X509Certificate2 certificate, byte[] hash, byte[] signature)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            using var ecdsa = certificate.GetECDsaPublicKey();
            return (rsa is not null && (PssSignature.Verifies(rsa, hash, signature) || rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))
                || (ecdsa is not null && (ecdsa.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence) || ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>A certificate in PEM that can be read; those that lead to its root may follow.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PemCertificateAttribute() : ValidationAttribute
{
    /// <summary>Most characters of such a field (whitepaper §6.7).</summary>
    public const int MaxLength = 5_500;

    public override bool IsValid(object? value)
    {
        if (value is not string { Length: > 0 and <= MaxLength } pem)
        {
            return false;
        }

        try
        {
            // All of them: the chain follows the certificate that signs.
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public override string FormatErrorMessage(string name) => $"must be a certificate in PEM of at most {MaxLength} characters";
}

/// <summary>Bytes as base64.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class Base64TextAttribute(int maxLength) : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is string { Length: > 0 } text && text.Length <= maxLength && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    public override string FormatErrorMessage(string name) => $"must be base64 of at most {maxLength} characters";
}
