using System.Security.Cryptography;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Encrypts private keys before they are stored: with the passphrase of the settings, or with the keys of the framework.</summary>
internal sealed class KeyProtection(IDataProtectionProvider framework, IOptions<CertificateOptions> options)
{
    private const string PemBegin = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    /// <summary>Iterations of PBKDF2; the passphrase of a stolen database is guessed that much more slowly.</summary>
    private const int Iterations = 600_000;

    private readonly IDataProtector _protector = framework.CreateProtector("CentralSystem.Certificates.SigningKeys");

    private bool HasPassphrase => options.Value.KeyPassphrase.Length > 0;

    /// <summary>Whether it would be stored otherwise today.</summary>
    public bool IsOutdated(string protectedKey) => HasPassphrase && !IsUnderPassphrase(protectedKey);

    public string Protect(AsymmetricAlgorithm key) => HasPassphrase
        ? key.ExportEncryptedPkcs8PrivateKeyPem(options.Value.KeyPassphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations))
        : _protector.Protect(key.ExportPkcs8PrivateKeyPem());

    /// <remarks>Errors: <see cref="SettingsException"/> when the passphrase is missing or another one.</remarks>
    public AsymmetricAlgorithm Unprotect(string protectedKey, bool isRsa)
    {
        AsymmetricAlgorithm key = isRsa ? RSA.Create() : ECDsa.Create();
        try
        {
            if (IsUnderPassphrase(protectedKey))
            {
                key.ImportFromEncryptedPem(protectedKey, options.Value.KeyPassphrase);
            }
            else
            {
                key.ImportFromPem(_protector.Unprotect(protectedKey));
            }

            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw IsUnderPassphrase(protectedKey)
                ? new SettingsException($"{CertificateOptions.Section}:{nameof(CertificateOptions.KeyPassphrase)}", HasPassphrase ? "***" : "", "the passphrase under which the keys in the database are encrypted")
                : new InvalidOperationException("A signing key in the database cannot be decrypted: the table data_protection_keys is not the one it was stored with (restore both from one backup), or Access:PasswordPepper is not the one that table was sealed by.", e);
        }
    }

    private static bool IsUnderPassphrase(string protectedKey) => protectedKey.StartsWith(PemBegin, StringComparison.Ordinal);
}
