using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Files;

/// <summary>Roots of the manufacturers whose firmware is taken; none checks none.</summary>
/// <remarks>A Charge Point checks it, too (whitepaper L01.FR.23), but only once the firmware of a whole fleet is on its way. Read at the start.</remarks>
internal sealed class ManufacturerRoots(X509Certificate2Collection roots)
{
    /// <remarks>Errors: <see cref="SettingsException"/> for a file that holds no certificate.</remarks>
    public static ManufacturerRoots Load(FileStoreOptions options)
    {
        var roots = new X509Certificate2Collection();
        if (options.ManufacturerRoots is { } file)
        {
            try
            {
                roots.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw Unusable(file, e.Message.TrimEnd('.'));
            }

            if (roots.Count == 0)
            {
                throw Unusable(file, "it holds no certificate");
            }
        }

        return new ManufacturerRoots(roots);
    }

    /// <summary>Whether a signing certificate leads to one of them, by the certificates that follow it.</summary>
    public bool Trust(string signingCertificate, DateTimeOffset now)
    {
        if (roots.Count == 0)
        {
            return true;
        }

        var given = new X509Certificate2Collection();
        given.ImportFromPem(signingCertificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(given);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(given[0]);
    }

    private static SettingsException Unusable(string file, string why) =>
        new($"{FileStoreOptions.Section}:{nameof(FileStoreOptions.ManufacturerRoots)}", file, $"a PEM file of CA certificates ({why})");
}
