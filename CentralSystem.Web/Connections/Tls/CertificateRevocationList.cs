using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>A revocation list: the serial numbers an issuer took back (RFC 5280 §5). The framework reads none from a file.</summary>
internal sealed class CertificateRevocationList
{
    private const string NumberId = "2.5.29.20";
    private const string DeltaIndicatorId = "2.5.29.27";

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    private readonly HashSet<string> _serialNumbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[] _issuer;
    private DateTimeOffset _thisUpdate;
    private BigInteger? _number;

    private CertificateRevocationList(byte[] issuer) => _issuer = issuer;

    /// <summary>Whether it is the issuer of this certificate that speaks, and takes it back.</summary>
    public bool Holds(CertificateName certificate) => certificate.Issuer.AsSpan().SequenceEqual(_issuer) && _serialNumbers.Contains(certificate.SerialNumber);

    /// <summary>Whether the issuer of both made this one before the other. Whoever sits on the way could bring an old one back, whose signature is good for ever.</summary>
    /// <remarks>By CRL number, which only rises (RFC 5280 §5.2.3), or by thisUpdate where one of them has none.</remarks>
    public bool IsOlderThan(CertificateRevocationList other) => _issuer.AsSpan().SequenceEqual(other._issuer)
        && (_number is { } mine && other._number is { } others && mine != others ? mine < others : _thisUpdate < other._thisUpdate);

    /// <summary>Reads a list and checks that one of the authorities signed it.</summary>
    /// <remarks>A list past its nextUpdate still counts: what was taken back stays so. Errors: <see cref="CryptographicException"/>.</remarks>
    public static CertificateRevocationList Read(byte[] file, IEnumerable<X509Certificate2> authorities)
    {
        try
        {
            var outer = new AsnReader(DerOf(file), AsnEncodingRules.DER).ReadSequence();
            var signed = outer.PeekEncodedValue();
            var content = outer.ReadSequence();
            var algorithm = outer.ReadSequence().ReadObjectIdentifier();
            var signature = outer.ReadBitString(out _);
            var list = Read(content);
            return authorities.Any(a => a.SubjectName.RawData.AsSpan().SequenceEqual(list._issuer) && IsSignedBy(a, algorithm, signed.Span, signature))
                ? list
                : throw new CryptographicException("none of the authorities in Tls:ChargePointRoots signed it");
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("it is no revocation list", e);
        }
    }

    private static CertificateRevocationList Read(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        content.ReadSequence();
        var list = new CertificateRevocationList(content.ReadEncodedValue().ToArray());
        list._thisUpdate = ReadTime(content);
        if (content.HasData && !content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) && !content.PeekTag().HasSameClassAndValue(Extensions))
        {
            ReadTime(content);
        }

        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            for (var entries = content.ReadSequence(); entries.HasData;)
            {
                // As the framework writes the serial number of a certificate.
                list._serialNumbers.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
            }
        }

        if (content.HasData)
        {
            list.ReadExtensions(content.ReadSequence(Extensions).ReadSequence());
        }

        return list;
    }

    private void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (id == DeltaIndicatorId)
            {
                // It names only what was taken back since another one: in its place, it would let the others in again.
                throw new CryptographicException("it is a delta list; a complete one is needed");
            }

            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
            {
                extension.ReadBoolean();
            }

            var value = extension.ReadOctetString();
            if (id == NumberId)
            {
                _number = new AsnReader(value, AsnEncodingRules.DER).ReadInteger();
            }
        }
    }

    private static DateTimeOffset ReadTime(AsnReader content) =>
        content.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? content.ReadUtcTime() : content.ReadGeneralizedTime();

    private static byte[] DerOf(byte[] file)
    {
        var text = System.Text.Encoding.UTF8.GetString(file);
        return PemEncoding.TryFind(text, out var fields) ? Convert.FromBase64String(text[fields.Base64Data]) : file;
    }

    private static bool IsSignedBy(X509Certificate2 authority, string algorithm, ReadOnlySpan<byte> signed, byte[] signature)
    {
        using var rsa = authority.GetRSAPublicKey();
        using var ecdsa = authority.GetECDsaPublicKey();
        var hash = HashOf(algorithm);
        return algorithm.StartsWith("1.2.840.10045.4.3.", StringComparison.Ordinal)
            ? ecdsa?.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true
            : rsa?.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1) == true;
    }

    private static HashAlgorithmName HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => throw new CryptographicException($"its signature algorithm {algorithm} is not known here; RSA or ECDSA with SHA-256, 384 or 512 are"),
    };
}
