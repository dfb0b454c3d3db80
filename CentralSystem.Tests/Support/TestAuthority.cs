using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Tests.Support;

/// <summary>A certificate authority of a test: a root, and whatever it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-2);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private long _lastSerialNumber;

    public TestAuthority(string name = "Root of the tests")
    {
        var request = new CertificateRequest($"CN={name}, O=Tests", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        Root = request.CreateSelfSigned(From, From.AddYears(10));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A certificate with an ECDSA key; its revocation list is at <paramref name="listAt"/>.</summary>
    public X509Certificate2 Issue(string subject, DateTimeOffset? until = null, string? usage = null, string? listAt = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (listAt is not null)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([listAt]));
        }

        using var signed = Sign(request, until, usage);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate with an RSA key.</summary>
    public X509Certificate2 IssueRsa(string subject, int bits = 2048)
    {
        using var key = RSA.Create(bits);
        using var signed = Sign(new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), until: null, usage: null);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate for a key that stays where it is.</summary>
    public X509Certificate2 IssueFor(PublicKey key, string subject) =>
        Sign(new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256), until: null, usage: null);

    /// <summary>A revocation list in PEM that takes certificates back.</summary>
    public string Revoke(params X509Certificate2[] certificates) => RevokeAs(1, From, certificates);

    /// <summary>The same with its number and the instant it was made.</summary>
    public string RevokeAs(int number, DateTimeOffset thisUpdate, params X509Certificate2[] certificates)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in certificates)
        {
            list.AddEntry(certificate);
        }

        return PemEncoding.WriteString("X509 CRL", list.Build(Root, number, thisUpdate.AddYears(1), HashAlgorithmName.SHA256, thisUpdate: thisUpdate));
    }

    /// <summary>Whether a server's certificate is one of this authority's, for that host.</summary>
    public bool Trusts(X509Certificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }

    /// <summary>The certificate with its key, as one PEM file.</summary>
    public static string Pem(X509Certificate2 certificate) => $"{certificate.ExportCertificatePem()}\n{KeyPem(certificate)}\n";

    /// <summary>The key alone.</summary>
    public static string KeyPem(X509Certificate2 certificate) =>
        certificate.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset? until, string? usage)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var serialNumber = BitConverter.GetBytes(0x4000_0000_0000_0000 + Interlocked.Increment(ref _lastSerialNumber));
        Array.Reverse(serialNumber);
        return request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), From, until ?? From.AddYears(5), serialNumber);
    }
}
