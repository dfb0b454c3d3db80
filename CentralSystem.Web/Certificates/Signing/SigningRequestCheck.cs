using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>What a signing request has to be before anything is signed.</summary>
/// <remarks>Source: whitepaper A02.FR.02-13 (subject), A00.FR.502-503 (keys). The request's own signature proves that whoever asks has the key.</remarks>
internal static class SigningRequestCheck
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string PrivateKeyLabel = "PRIVATE KEY-----";

    /// <summary>Longer keys cost more than they protect, and whoever asks chooses them.</summary>
    private const int MaxRsaBits = 8_192;

    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>Reads a request and checks its signature and key.</summary>
    /// <param name="csr">PKCS#10 in PEM.</param>
    /// <param name="reason">What is wrong with it, as a sentence.</param>
    /// <returns>The request; null when it cannot be signed.</returns>
    public static CertificateRequest? Read(string csr, out string? reason)
    {
        if (csr.Contains(PrivateKeyLabel, StringComparison.Ordinal))
        {
            reason = "The csr came with a private key, which nobody but the Charge Point may have: let it make another one.";
            return null;
        }

        CertificateRequest request;
        try
        {
            // Some have the label of RFC 7468's past.
            request = CertificateRequest.LoadSigningRequestPem(csr.Replace("NEW CERTIFICATE REQUEST", "CERTIFICATE REQUEST", StringComparison.Ordinal), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            reason = $"The csr is no PKCS#10 request in PEM whose signature fits its key: {e.Message}";
            return null;
        }

        reason = KeyFault(request.PublicKey);
        return reason is null ? request : null;
    }

    /// <summary>What is wrong with the subject, as a sentence; null when it may be certified.</summary>
    /// <param name="subject">Whom the request asks to name.</param>
    /// <param name="names">What CN may be.</param>
    /// <param name="cpoName">What O has to be; null for anything.</param>
    public static string? SubjectFault(X500DistinguishedName subject, IReadOnlyCollection<string> names, string? cpoName)
    {
        var (commonNames, organizations) = (new List<string?>(), new List<string?>());
        try
        {
            foreach (var part in subject.EnumerateRelativeDistinguishedNames())
            {
                if (part.HasMultipleElements)
                {
                    return "The subject has a part with several values.";
                }

                (part.GetSingleElementType().Value switch { CommonName => commonNames, Organization => organizations, _ => [] }).Add(part.GetSingleElementValue());
            }
        }
        catch (CryptographicException)
        {
            return "The subject cannot be read.";
        }

        return commonNames is not [{ } commonName] || !names.Contains(commonName, StringComparer.OrdinalIgnoreCase)
            ? $"The CN of the subject has to be {string.Join(" or ", names)} (A02.FR.02); the subject is '{subject.Name}'."
            : NameFault(commonName) is { } fault
            ? fault
            : cpoName is not null && (organizations is not [{ } organization] || organization != cpoName)
            ? $"The O of the subject has to be {cpoName} (A02.FR.13, configuration key CpoName); the subject is '{subject.Name}'."
            : null;
    }

    /// <summary>What is wrong with a name of a Charge Point, as a sentence; null when it may be certified.</summary>
    public static string? NameFault(string commonName) => IsNameOfServer(commonName)
        ? $"The CN must not look like a URL, a host name or an IP address, as that of a central system does (A00.FR.511); it is '{commonName}'."
        : null;

    /// <summary>Whether a name could be that of a server: Charge Points check the CN of a central system against the host in their URL (A00.FR.308).</summary>
    /// <remarks>A name with a dot is one when it ends as host names do, in letters; serial numbers such as 4711.03 are not.</remarks>
    private static bool IsNameOfServer(string name) =>
        name.Contains("://", StringComparison.Ordinal)
        || (Uri.CheckHostName(name) is UriHostNameType.IPv4 && name.Count(c => c == '.') == 3)
        || Uri.CheckHostName(name) is UriHostNameType.IPv6
        || (Uri.CheckHostName(name) is UriHostNameType.Dns && name.TrimEnd('.').Split('.') is [_, .., { Length: >= 2 } last] && last.All(char.IsAsciiLetter));

    private static string? KeyFault(PublicKey key)
    {
        try
        {
            using var rsa = key.GetRSAPublicKey();
            if (rsa is not null)
            {
                return rsa.KeySize is >= 2_048 and <= MaxRsaBits ? null : $"An RSA key has to have 2048 to {MaxRsaBits} bits (A00.FR.502); this one has {rsa.KeySize}.";
            }

            using var ecdsa = key.GetECDsaPublicKey();
            if (ecdsa is not null)
            {
                return ecdsa.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: { } curve } && Curves.Contains(curve)
                    ? null
                    : "An elliptic curve has to be P-256, P-384 or P-521.";
            }
        }
        catch (CryptographicException)
        {
            // Falls through to what is said of every key nobody can use.
        }

        return "The key has to be RSA, or ECDSA on P-256, P-384 or P-521.";
    }
}
