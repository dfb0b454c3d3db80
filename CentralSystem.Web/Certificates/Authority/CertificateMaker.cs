using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Makes certificates and revocation lists with the key of an authority.</summary>
/// <remarks>Source: whitepaper A00.FR.501-512 (properties of certificates), RFC 5280. SHA-256 throughout.</remarks>
internal static class CertificateMaker
{
    /// <summary>Certificates begin a little in the past: the clocks of Charge Points are not ours.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid CodeSigning = new("1.3.6.1.5.5.7.3.3");

    public static AsymmetricAlgorithm NewKey(AuthorityKeyAlgorithm algorithm) =>
        algorithm == AuthorityKeyAlgorithm.EcdsaP256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(3072);

    /// <summary>CN and, where there is a name for it, O.</summary>
    public static X500DistinguishedName NameOf(string commonName, string? organization)
    {
        var name = new X500DistinguishedNameBuilder();
        if (organization is not null)
        {
            name.AddOrganizationName(organization);
        }

        name.AddCommonName(commonName);
        return name.Build();
    }

    /// <summary>A root certificate that may sign those of Charge Points and firmware, and nothing that signs.</summary>
    public static X509Certificate2 Root(AsymmetricAlgorithm key, RSASignaturePadding padding, X500DistinguishedName subject, DateTimeOffset now, TimeSpan validFor)
    {
        var request = RequestOf(subject, KeyOf(key), padding);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.Create(subject, GeneratorOf(key, padding), now - ClockTolerance, now + validFor, NewSerialNumber());
        return WithKey(certificate, key);
    }

    /// <summary>Signs an order.</summary>
    /// <param name="issuer">Certificate of the authority, with its key.</param>
    /// <param name="padding">How it signs where its key is RSA.</param>
    /// <param name="order">What to sign.</param>
    /// <param name="now">Now.</param>
    /// <param name="publicUrl">Where its revocation list and certificate are found; null names neither.</param>
    public static X509Certificate2 Sign(X509Certificate2 issuer, RSASignaturePadding padding, SigningOrder order, DateTimeOffset now, string? publicUrl)
    {
        var request = RequestOf(order.Subject, order.Key, padding);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));

        // Cipher suites without ephemeral keys have the RSA key itself decrypt (A00.FR.317).
        var isForTls = order.Purpose == CertificatePurpose.ChargePoint;
        var usage = isForTls && IsRsa(order.Key) ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.DigitalSignature;
        extensions.Add(new X509KeyUsageExtension(usage, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension([isForTls ? ClientAuthentication : CodeSigning], critical: false));
        extensions.Add(new X509SubjectKeyIdentifierExtension(order.Key, critical: false));
        extensions.Add(AuthorityKeyOf(issuer));
        if (publicUrl is not null)
        {
            extensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{publicUrl}/pki/crl"]));
            extensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [$"{publicUrl}/pki/ca.crt"]));
        }

        using var key = PrivateKeyOf(issuer);
        var (from, until) = (now - ClockTolerance, now + order.ValidFor);
        var (first, last) = (new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter));
        return until > from && last > now
            ? request.Create(issuer.SubjectName, GeneratorOf(key, padding), from < first ? first : from, until > last ? last : until, NewSerialNumber())
            : throw new SigningException($"The certificate of the authority ended at {last.UtcDateTime:O}.");
    }

    /// <summary>A revocation list in DER.</summary>
    public static byte[] RevocationList(
        X509Certificate2 issuer, RSASignaturePadding padding, IEnumerable<RevokedCertificate> revoked, DateTimeOffset now, DateTimeOffset nextUpdate)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var entry in revoked)
        {
            list.AddEntry(Convert.FromHexString(entry.SerialNumber), entry.RevokedAt, entry.Reason is 0 ? null : (X509RevocationReason)entry.Reason);
        }

        using var key = PrivateKeyOf(issuer);
        return list.Build(
            issuer.SubjectName, GeneratorOf(key, padding), now.ToUnixTimeMilliseconds(), nextUpdate, HashAlgorithmName.SHA256, AuthorityKeyOf(issuer), now);
    }

    /// <summary>The certificate with its private key.</summary>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key) =>
        key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);

    /// <remarks>Errors: <see cref="CryptographicException"/> for a certificate without a key, or one of another kind.</remarks>
    public static AsymmetricAlgorithm PrivateKeyOf(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey() ?? throw new CryptographicException("The key is neither ECDSA nor RSA.");

    public static PublicKey KeyOf(AsymmetricAlgorithm key) => new(key);

    private static CertificateRequest RequestOf(X500DistinguishedName subject, PublicKey key, RSASignaturePadding padding) => new(subject, key, HashAlgorithmName.SHA256, padding);

    private static bool IsRsa(PublicKey key) => key.Oid.Value == "1.2.840.113549.1.1.1";

    private static X509SignatureGenerator GeneratorOf(AsymmetricAlgorithm key, RSASignaturePadding padding) =>
        key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, padding) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    private static X509AuthorityKeyIdentifierExtension AuthorityKeyOf(X509Certificate2 issuer) =>
        issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } id
            ? X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(id)
            : X509AuthorityKeyIdentifierExtension.CreateFromIssuerNameAndSerialNumber(issuer.IssuerName, issuer.SerialNumberBytes.Span);

    /// <summary>128 random bits less the sign and one that keeps the first byte from being dropped.</summary>
    private static byte[] NewSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}

/// <summary>A line of a revocation list.</summary>
/// <param name="SerialNumber">Hex, as in the certificate.</param>
/// <param name="RevokedAt">Since when.</param>
/// <param name="Reason">Number of the reason (RFC 5280 §5.3.1); 0 for none.</param>
internal sealed record RevokedCertificate(string SerialNumber, DateTimeOffset RevokedAt, int Reason);
