using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Files;

/// <summary>What SignedUpdateFirmware tells of the firmware's signer (whitepaper L01).</summary>
internal sealed record FirmwareSignature
{
    /// <summary>PEM, at most 5500 characters (whitepaper §6.5).</summary>
    [PemCertificate]
    public required string SigningCertificate { get; init; }

    /// <summary>Base64, at most 800 characters (whitepaper §6.5).</summary>
    [Base64Text(800)]
    public required string Signature { get; init; }
}

/// <summary>One certificate in PEM that can be read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PemCertificateAttribute() : ValidationAttribute
{
    private const int MaxLength = 5_500;

    public override bool IsValid(object? value)
    {
        if (value is not string { Length: > 0 and <= MaxLength } pem)
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
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
