using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>An authority that the operator brings in PEM files; of an external one the certificates alone.</summary>
internal sealed class SuppliedAuthority
{
    private SuppliedAuthority(X509Certificate2 issuer, X509Certificate2Collection chain)
    {
        Issuer = issuer;
        Chain = chain;
        Intermediates = [.. chain.Where(certificate => !IsSelfIssued(certificate)).Select(certificate => certificate.ExportCertificatePem())];
    }

    /// <summary>The certificate that signs, with its key where this program has it.</summary>
    public X509Certificate2 Issuer { get; }

    /// <summary>From the certificate that signs to the root.</summary>
    public X509Certificate2Collection Chain { get; }

    public X509Certificate2 Root => Chain[^1];

    /// <summary>PEM of each certificate between one that is signed and the root, in that order.</summary>
    public IReadOnlyList<string> Intermediates { get; }

    /// <summary>Reads and checks the files of the settings; null where they name none.</summary>
    /// <remarks>Errors: <see cref="SettingsException"/> names the file that cannot be used, and why.</remarks>
    public static SuppliedAuthority? Read(CertificateOptions options, DateTimeOffset now)
    {
        if (options.AuthorityChainFile is not { } chainFile)
        {
            return null;
        }

        const string chainKey = $"{CertificateOptions.Section}:{nameof(CertificateOptions.AuthorityChainFile)}";
        var chain = new X509Certificate2Collection();
        Try(chainKey, chainFile, () => chain.ImportFromPem(File.ReadAllText(chainFile)));
        if (chain.Count == 0)
        {
            throw new SettingsException(chainKey, chainFile, "a PEM file with at least one certificate");
        }

        foreach (var certificate in chain)
        {
            Check(certificate, chainKey, chainFile, now);
        }

        for (var i = 0; i + 1 < chain.Count; i++)
        {
            if (!chain[i].IssuerName.RawData.AsSpan().SequenceEqual(chain[i + 1].SubjectName.RawData))
            {
                throw new SettingsException(chainKey, chainFile, $"a chain in which each certificate is followed by its issuer; '{chain[i].Subject}' is not");
            }
        }

        if (!IsSelfIssued(chain[^1]))
        {
            throw new SettingsException(chainKey, chainFile, $"a chain that ends with its root; '{chain[^1].Subject}' was issued by '{chain[^1].Issuer}'");
        }

        return new SuppliedAuthority(options.AuthorityKeyFile is { } keyFile ? WithKey(chain[0], keyFile, options.AuthorityKeyPassphrase) : chain[0], chain);
    }

    private static void Check(X509Certificate2 certificate, string key, string file, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            throw new SettingsException(key, file, $"certificates that are valid; '{certificate.Subject}' ended at {certificate.NotAfter.ToUniversalTime():O}");
        }

        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
        {
            throw new SettingsException(key, file, $"certificates of authorities (basic constraints CA:TRUE); '{certificate.Subject}' is none");
        }

        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            throw new SettingsException(key, file, $"certificates whose key usage allows to sign certificates; that of '{certificate.Subject}' does not");
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string file, string passphrase)
    {
        const string setting = $"{CertificateOptions.Section}:{nameof(CertificateOptions.AuthorityKeyFile)}";
        using var rsa = certificate.GetRSAPublicKey();
        using AsymmetricAlgorithm key = rsa is null ? ECDsa.Create() : RSA.Create();
        X509Certificate2? joined = null;
        Try(setting, file, () =>
        {
            var pem = File.ReadAllText(file);
            if (passphrase.Length > 0)
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }
            else
            {
                key.ImportFromPem(pem);
            }

            joined = CertificateMaker.WithKey(certificate, key);
        });
        return joined!;
    }

    private static void Try(string key, string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SettingsException(key, file, $"a PEM file that can be read and fits ({e.Message.TrimEnd('.')})");
        }
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
