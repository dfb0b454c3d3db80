using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>A revocation list: the serial numbers an issuer took back (RFC 5280 §5). The framework reads none from a file.</summary>
internal sealed class CertificateRevocationList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    private readonly HashSet<string> _serialNumbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[] _issuer;

    private CertificateRevocationList(byte[] issuer) => _issuer = issuer;

    /// <summary>Whether it is the issuer of this certificate that speaks, and takes it back.</summary>
    public bool Holds(CertificateName certificate) => certificate.Issuer.AsSpan().SequenceEqual(_issuer) && _serialNumbers.Contains(certificate.SerialNumber);

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
        ReadTime(content);
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

        return list;
    }

    private static void ReadTime(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime))
        {
            content.ReadUtcTime();
        }
        else
        {
            content.ReadGeneralizedTime();
        }
    }

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
