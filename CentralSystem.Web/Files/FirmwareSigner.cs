using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Files;

/// <summary>Signs firmware with a key of this central system, whose certificate the authority signs; both are made on the first need of them.</summary>
/// <remarks>Source: whitepaper L01.FR.04: over the whole file, SHA-256. Charge Points trust it once they have the authority's root as ManufacturerRootCertificate.</remarks>
internal sealed class FirmwareSigner(
    SigningKeys keys, ICertificateAuthority authority, IssuedCertificates issued, GroupCommitWriter writer, IOptions<CertificateOptions> options, TimeProvider time)
{
    private const int RsaBits = 3_072;

    private static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(2 * 365);

    /// <summary>An update may be installed a while after it was asked for.</summary>
    private static readonly TimeSpan LeastLeft = TimeSpan.FromDays(30);

    /// <summary>The file with a signature: the one it has, unless that is of ours and its certificate ended or was revoked.</summary>
    /// <remarks>Errors: as <see cref="SignAsync"/>.</remarks>
    public async Task<StoredFile> EnsureSignedAsync(StoredFile file, CancellationToken cancellationToken)
    {
        if (file.SigningCertificate is null || file.Signature is null)
        {
            return await SignAsync(file, default, cancellationToken);
        }

        using var certificate = X509Certificate2.CreateFromPem(file.SigningCertificate);
        return file.IsSignedHere && !IsUsable(certificate) ? await SignAsync(file, default, cancellationToken) : file;
    }

    /// <summary>Signs firmware, and keeps the signature with it.</summary>
    /// <remarks>
    /// With the certificate go those that lead to the root, where the field has room for them (whitepaper §6.7); it comes first, for Charge Points that read one alone.
    /// Errors: <see cref="ProblemException"/> (404 for what is no firmware, 412, 503 when the authority does not sign).
    /// </remarks>
    public async Task<StoredFile> SignAsync(StoredFile file, ExpectedRevision expected, CancellationToken cancellationToken)
    {
        if (file.Kind != FileKind.Firmware)
        {
            throw Problems.NotFound($"There is no firmware {file.Id}; it is a file of kind {file.Kind}.");
        }

        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var key = await KeyAsync(now, cancellationToken);
        var signature = Convert.ToBase64String(SignatureOf(key.Certificate, Convert.FromHexString(file.Sha256)));
        var certificate = key.Chain.Length <= PemCertificateAttribute.MaxLength ? key.Chain : key.Certificate.ExportCertificatePem() + "\n";
        return await writer.ChangeAsync(db =>
        {
            var row = db.Files.Find(file.Id) ?? throw FileStore.NotFound(file.Id);
            expected.Check(row);
            (row.SigningCertificate, row.Signature, row.IsSignedHere) = (certificate, signature, true);
            db.Audit(caller, now, "file.signed", file.Id.ToString(), new { row.Name, certificate = key.Certificate.SerialNumber });
            return row;
        });
    }

    private Task<KeyWithCertificate> KeyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        SignedCertificate? signed = null;
        return keys.GetAsync(
            SigningKey.Firmware,
            key => IsUsable(key.Certificate) && IsOfAlgorithm(key.Certificate),
            async () =>
            {
                using AsymmetricAlgorithm key = options.Value.FirmwareSignature == FirmwareSignatureAlgorithm.Ecdsa ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(RsaBits);
                signed = await CertifyAsync(key, cancellationToken);
                return new KeyWithCertificate(CertificateMaker.WithKey(signed.Leaf, key), signed.Chain);
            },
            (db, _) => IssuedCertificates.Add(db, signed!, CertificatePurpose.FirmwareSigning, chargePoint: null, now));
    }

    private async Task<SignedCertificate> CertifyAsync(AsymmetricAlgorithm key, CancellationToken cancellationToken)
    {
        var subject = CertificateMaker.NameOf("Firmware signing", options.Value.CpoName ?? "Central System");
        var csr = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        try
        {
            return await authority.SignAsync(
                new SigningOrder(CertificatePurpose.FirmwareSigning, null, subject, csr.PublicKey, csr.CreateSigningRequestPem(), CertificateLifetime), cancellationToken);
        }
        catch (SigningException e)
        {
            throw new ProblemException(new Problem(StatusCodes.Status503ServiceUnavailable, "authority-unavailable", "The certificate authority does not sign", e.Message));
        }
    }

    private byte[] SignatureOf(X509Certificate2 certificate, byte[] sha256)
    {
        using var key = CertificateMaker.PrivateKeyOf(certificate);
        return key is RSA rsa
            ? rsa.SignHash(sha256, HashAlgorithmName.SHA256, options.Value.FirmwareSignature == FirmwareSignatureAlgorithm.RsaPkcs1 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss)
            : ((ECDsa)key).SignHash(sha256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool IsUsable(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() - LeastLeft > time.GetUtcNow().UtcDateTime && !issued.IsRevoked(CertificateName.ThumbprintOf(certificate));

    private bool IsOfAlgorithm(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is null == (options.Value.FirmwareSignature == FirmwareSignatureAlgorithm.Ecdsa);
    }
}
