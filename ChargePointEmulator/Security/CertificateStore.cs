using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;
using HashAlgorithm = Ocpp.Types.HashAlgorithm;

namespace ChargePointEmulator.Security;

/// <summary>Root certificates the Central System installed, and the charge point's own key and certificate.</summary>
/// <remarks>Source: whitepaper A02, M03, M04, M05. Chains are not validated yet; dates and hashes are.</remarks>
internal sealed class CertificateStore(EmulatedChargePoint chargePoint)
{
    private readonly List<(CertificateUse Use, string Pem, CertificateHashData Hash)> _roots = [];
    private string? _pendingKey;
    private string? _chain;

    public InstallCertificateStatus Install(CertificateUse use, string pem)
    {
        if (Parse(pem) is not { } certificate)
        {
            return InstallCertificateStatus.Rejected;
        }

        using (certificate)
        {
            if (!IsCurrent(certificate) || _roots.Count >= chargePoint.Configuration.Number("CertificateStoreMaxLength"))
            {
                return InstallCertificateStatus.Rejected;
            }

            var hash = HashOf(certificate, HashAlgorithm.Sha256);
            _roots.RemoveAll(root => root.Use == use && root.Hash == hash);
            _roots.Add((use, pem, hash));
            return InstallCertificateStatus.Accepted;
        }
    }

    public IReadOnlyList<CertificateHashData> Installed(CertificateUse use) => [.. _roots.Where(root => root.Use == use).Select(root => root.Hash)];

    /// <summary>Removes the root with this hash, whatever algorithm the Central System counted with.</summary>
    public bool Delete(CertificateHashData hash) => _roots.RemoveAll(root => Matches(root.Pem, hash)) > 0;

    /// <summary>Makes a new key and asks for its certificate (A02.FR.02); the key does not leave the charge point.</summary>
    public void RequestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(chargePoint.Identity);
        name.AddOrganizationName(chargePoint.Configuration.Text("CpoName"));
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        _pendingKey = key.ExportPkcs8PrivateKeyPem();
        chargePoint.Outbox.SendUnregistered(new SignCertificateRequest { Csr = request.CreateSigningRequestPem() });
    }

    /// <summary>Takes the signed certificate: in force now, and for the key that was made for it.</summary>
    public bool Accept(string chain)
    {
        if (_pendingKey is null || Parse(chain) is not { } certificate)
        {
            return false;
        }

        using (certificate)
        using (var key = ECDsa.Create())
        {
            key.ImportFromPem(_pendingKey);
            using var certified = certificate.GetECDsaPublicKey();
            if (certified is null || !IsCurrent(certificate) || !certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                return false;
            }

            _chain = chain;
            return true;
        }
    }

    /// <summary>The charge point's own certificate with its chain; null until one was signed.</summary>
    public string? Chain => _chain;

    /// <summary>Whether a firmware signing certificate can be read and was issued by an installed manufacturer root; without roots any readable one will do.</summary>
    public bool IsFromManufacturer(string pem)
    {
        if (Parse(pem) is not { } certificate)
        {
            return false;
        }

        using (certificate)
        {
            var roots = _roots.Where(root => root.Use == CertificateUse.ManufacturerRootCertificate).ToArray();
            return IsCurrent(certificate) && (roots.Length == 0 || Array.Exists(roots, root => IsIssuer(root.Pem, certificate)));
        }
    }

    private static bool IsIssuer(string rootPem, X509Certificate2 certificate)
    {
        using var root = Parse(rootPem);
        return root is not null && root.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
    }

    private bool IsCurrent(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() <= chargePoint.Now.UtcDateTime && certificate.NotAfter.ToUniversalTime() > chargePoint.Now.UtcDateTime;

    private static X509Certificate2? Parse(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool Matches(string pem, CertificateHashData hash)
    {
        using var certificate = Parse(pem);
        return certificate is not null && hash.HashAlgorithm.IsKnown(out var algorithm) && HashOf(certificate, algorithm) is var own
            && Same(own.IssuerNameHash, hash.IssuerNameHash) && Same(own.IssuerKeyHash, hash.IssuerKeyHash) && Same(own.SerialNumber.TrimStart('0'), hash.SerialNumber.TrimStart('0'));
    }

    /// <summary>Hashes as OCSP counts them; a root is its own issuer (M03).</summary>
    private static CertificateHashData HashOf(X509Certificate2 certificate, HashAlgorithm algorithm) => new()
    {
        HashAlgorithm = algorithm,
        IssuerNameHash = Hash(algorithm, certificate.IssuerName.RawData),
        IssuerKeyHash = Hash(algorithm, certificate.PublicKey.EncodedKeyValue.RawData),
        SerialNumber = certificate.SerialNumber.TrimStart('0') is { Length: > 0 } serial ? serial : "0",
    };

    private static string Hash(HashAlgorithm algorithm, byte[] data) => Convert.ToHexStringLower(algorithm switch
    {
        HashAlgorithm.Sha384 => SHA384.HashData(data),
        HashAlgorithm.Sha512 => SHA512.HashData(data),
        _ => SHA256.HashData(data),
    });

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
