using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>The certificates of this central system, one per kind of key, ready for handshakes.</summary>
/// <remarks>A TLS context holds one certificate on Linux, so the kind is chosen from what each client offers (docs/decisions/0017-security-profiles.md).</remarks>
internal sealed class ServerCertificates
{
    private const int ShortestRsaKeyBits = 2048;
    private const int ShortestEcKeyBits = 224;

    private readonly SslStreamCertificateContext? _ecdsa;
    private readonly SslStreamCertificateContext? _rsa;

    private ServerCertificates(SslStreamCertificateContext? ecdsa, SslStreamCertificateContext? rsa) => (_ecdsa, _rsa) = (ecdsa, rsa);

    /// <summary>One of the certificates, for whoever wants any.</summary>
    public X509Certificate2 Any => (_ecdsa ?? _rsa)!.TargetCertificate;

    /// <summary>All of them.</summary>
    public IEnumerable<X509Certificate2> All => new[] { _ecdsa, _rsa }.OfType<SslStreamCertificateContext>().Select(context => context.TargetCertificate);

    /// <summary>The certificate a client can use.</summary>
    /// <param name="hello">What it offers; null when that is not known.</param>
    public SslStreamCertificateContext For(ClientHello? hello)
    {
        var takesEcdsa = hello is null || (hello.AcceptsEcdsa && (hello.OffersTls13 || hello.OffersAny(CipherSuites.EcdheEcdsa)));
        return (takesEcdsa ? _ecdsa ?? _rsa : _rsa ?? _ecdsa)!;
    }

    /// <summary>
    /// Whether the platform's own list of cipher suites leads such a client to one of ours. It is preferred then: with a list of ours
    /// each connection has a TLS context of its own, without resumption.
    /// </summary>
    public bool PlatformSuffices(ClientHello? hello)
    {
        var own = For(hello) == _ecdsa ? CipherSuites.EcdheEcdsa : CipherSuites.EcdheRsa;
        return hello is not null && (hello.OffersTls13 || hello.OffersAny(own));
    }

    /// <summary>Why nothing is spoken with such a client; null when it can be.</summary>
    public (ConnectionRefusal Reason, string Hint)? RefusalOf(ClientHello hello)
    {
        if (!hello.OffersTls12 && !hello.OffersTls13)
        {
            return (ConnectionRefusal.TlsVersionTooLow,
                $"The Charge Point offers {hello.NewestVersion} at most; it has to speak TLS 1.2 or 1.3 (A00.FR.313). Update its firmware, or let a proxy for old devices end TLS.");
        }

        if (hello.OffersTls13 || (_ecdsa is not null && hello.OffersAny(CipherSuites.EcdheEcdsa)) || (_rsa is not null && hello.OffersAny([.. CipherSuites.EcdheRsa, .. CipherSuites.Rsa])))
        {
            return null;
        }

        var couldDo = hello.OffersAny(CipherSuites.EcdheEcdsa) ? "It could with a certificate that has an ECDSA key: add one to Tls:Certificates."
            : hello.OffersAny([.. CipherSuites.EcdheRsa, .. CipherSuites.Rsa]) ? "It could with a certificate that has an RSA key: add one to Tls:Certificates."
            : "It has to offer a suite of A00.FR.317, such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TLS_RSA_WITH_AES_128_GCM_SHA256.";
        return (ConnectionRefusal.NoCommonCipherSuite, $"The Charge Point offers no cipher suite that is spoken here. {couldDo}");
    }

    /// <remarks>Errors: <see cref="SettingsException"/> names the setting and the file.</remarks>
    public static ServerCertificates Load(TlsOptions options)
    {
        SslStreamCertificateContext? ecdsa = null;
        SslStreamCertificateContext? rsa = null;
        foreach (var file in options.Certificates)
        {
            var (certificate, chain) = LoadFile(file, options);
            var context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
            if (certificate.GetECDsaPublicKey() is { } ecKey && ecdsa is null)
            {
                ecdsa = ecKey.KeySize >= ShortestEcKeyBits ? context : throw Bad(file, $"a key of at least {ShortestEcKeyBits} bits (A00.FR.503)");
            }
            else if (certificate.GetRSAPublicKey() is { } rsaKey && rsa is null)
            {
                rsa = rsaKey.KeySize >= ShortestRsaKeyBits ? context : throw Bad(file, $"a key of at least {ShortestRsaKeyBits} bits (A00.FR.502)");
            }
            else
            {
                throw Bad(file, "one certificate with an ECDSA key and one with an RSA key");
            }
        }

        return new ServerCertificates(ecdsa, rsa);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) LoadFile(string file, TlsOptions options)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            var isPem = bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;
            var all = isPem ? FromPem(bytes) : X509CertificateLoader.LoadPkcs12Collection(bytes, options.KeyPassword);
            var leaf = all.FirstOrDefault(c => c.HasPrivateKey) ?? all.FirstOrDefault() ?? throw Bad(file, "a file with a certificate");
            all.Remove(leaf);
            return (leaf.HasPrivateKey ? leaf : WithKey(leaf, file, options), all);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Bad(file, $"a certificate in PEM or PFX that can be read with Tls:KeyPassword ({e.Message.TrimEnd('.')})");
        }
    }

    private static X509Certificate2Collection FromPem(byte[] bytes)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
        return certificates;
    }

    /// <summary>Finds the key: in the file of the certificate, or in one of the files of keys.</summary>
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string file, TlsOptions options)
    {
        foreach (var candidate in options.Keys.Prepend(file))
        {
            var pem = File.ReadAllText(candidate);
            try
            {
                return options.KeyPassword is { Length: > 0 } password && pem.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
                    ? X509Certificate2.CreateFromEncryptedPem(certificate.ExportCertificatePem(), pem, password)
                    : X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                // The key of another certificate, or none; the next file may hold it.
            }
        }

        throw Bad(file, "a certificate whose private key stands in the same file or in one of Tls:Keys");
    }

    private static SettingsException Bad(string file, string allowed) => new($"{TlsOptions.Section}:{nameof(TlsOptions.Certificates)}", file, allowed);
}
