using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Checks certificates of Charge Points (A00.FR.403-404): chain, validity, keys, revocation, organization. Nothing is fetched from a network for it.</summary>
internal sealed class ClientCertificates(IEnumerable<IChargePointTrust> trusts, IOptions<TlsOptions> options, TimeProvider time)
{
    /// <summary>What is wrong with a certificate that was revoked.</summary>
    public const string Revoked = "It was revoked: install a new certificate in the Charge Point.";

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int ShortestRsaKeyBits = 2048;
    private const int ShortestEcKeyBits = 224;

    private readonly IChargePointTrust[] _trusts = [.. trusts];

    /// <summary>Whether any certificate can be accepted.</summary>
    public bool HasAuthorities => _trusts.Any(trust => trust.Authorities.Count > 0);

    /// <summary>Checks a certificate with what came beside it.</summary>
    public ClientCertificate Check(X509Certificate2 certificate, X509Certificate2Collection? presented = null)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented);
        }

        var isBuilt = chain.Build(certificate);
        CertificateName[] names = [.. chain.ChainElements.Select(element => CertificateName.Of(element.Certificate))];
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        // A serial number in the CN is what a Charge Point claimed; it may be another's identity by now.
        var name = CertificateName.Of(certificate);
        var holder = _trusts.Select(trust => trust.HolderOf(name)).FirstOrDefault(identity => identity is not null);
        return new ClientCertificate(
            holder ?? ClientCertificate.CommonNameOf(certificate.SubjectName), ClientCertificate.Describe(certificate),
            isBuilt ? ProblemOf(certificate, names) : ProblemOf(chain.ChainStatus), names);
    }

    /// <summary>Whether a certificate, or one above it, was taken back; also since it was checked.</summary>
    public bool IsRevoked(IReadOnlyList<CertificateName> chain)
    {
        foreach (var trust in _trusts)
        {
            foreach (var certificate in chain)
            {
                if (trust.IsRevoked(certificate))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Notes that a Charge Point was let in with a certificate.</summary>
    public void NotePresented(ClientCertificate certificate)
    {
        foreach (var trust in _trusts)
        {
            trust.NotePresented(certificate.Chain[0]);
        }
    }

    /// <summary>How a chain is built: to our roots alone, at our time, from what is here.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        foreach (var authority in _trusts.SelectMany(trust => trust.Authorities))
        {
            (IsRoot(authority) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        }

        return policy;
    }

    private string? ProblemOf(X509Certificate2 certificate, CertificateName[] chain)
    {
        if (!HasStrongKey(certificate))
        {
            return $"Its key is too short: RSA of {ShortestRsaKeyBits} bits or an elliptic curve of {ShortestEcKeyBits} at least (A00.FR.502-503).";
        }

        if (IsRevoked(chain))
        {
            return Revoked;
        }

        var organization = ClientCertificate.OrganizationOf(certificate.SubjectName);
        return options.Value.CpoName is { } cpoName && organization != cpoName
            ? $"Its organization (O) has to be {cpoName}, as Tls:CpoName says (A00.FR.404)."
            : null;
    }

    private static string ProblemOf(X509ChainStatus[] statuses)
    {
        var all = statuses.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        return all.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "It is expired or not valid yet: check the clock here, or install a new certificate in the Charge Point."
            : (all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
                ? "No authority known here stands above it: put the root, and the authorities between, into Tls:ChargePointRoots, or have the Charge Point send its whole chain."
            : all.HasFlag(X509ChainStatusFlags.NotValidForUsage) ? "It is not made for client authentication (extended key usage)."
            : $"Its chain is not valid: {string.Join("; ", statuses.Select(status => status.StatusInformation.Trim()).Distinct())}";
    }

    private static bool HasStrongKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        return rsa?.KeySize >= ShortestRsaKeyBits || ecdsa?.KeySize >= ShortestEcKeyBits;
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
