using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Signs certificates, here or elsewhere.</summary>
internal interface ICertificateAuthority
{
    /// <summary>What it is, for people.</summary>
    AuthorityKind Kind { get; }

    /// <summary>The roots its certificates lead to, from memory; empty before an authority of this program was first needed.</summary>
    IReadOnlyList<X509Certificate2> Roots { get; }

    /// <summary>The root to install in Charge Points; makes the authority when this is the first need of it.</summary>
    Task<X509Certificate2> RootAsync();

    /// <summary>Signs a certificate.</summary>
    /// <remarks>Errors: <see cref="SigningException"/> when none was signed, which another attempt may mend.</remarks>
    Task<SignedCertificate> SignAsync(SigningOrder order, CancellationToken cancellationToken);
}

/// <summary>Where an authority has its key.</summary>
internal enum AuthorityKind
{
    /// <summary>Made here, kept in the database.</summary>
    Local,

    /// <summary>Brought by the operator in files.</summary>
    Supplied,

    /// <summary>A service of the operator.</summary>
    External,
}

/// <summary>What a certificate is for.</summary>
internal enum CertificatePurpose
{
    /// <summary>A Charge Point shows who it is.</summary>
    ChargePoint,

    /// <summary>The signature of firmware is verified with it.</summary>
    FirmwareSigning,
}

/// <summary>A certificate that is to be signed; its request was checked.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="ChargePointId">Whose; null for none.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="Key">The key it certifies.</param>
/// <param name="Csr">The request, PKCS#10 in PEM.</param>
/// <param name="ValidFor">How long.</param>
internal sealed record SigningOrder(CertificatePurpose Purpose, string? ChargePointId, X500DistinguishedName Subject, PublicKey Key, string Csr, TimeSpan ValidFor);

/// <summary>A certificate that was signed.</summary>
/// <param name="Leaf">The certificate.</param>
/// <param name="Chain">It in PEM, followed by those that lead to the root, without it (whitepaper §5.1).</param>
internal sealed record SignedCertificate(X509Certificate2 Leaf, string Chain);

/// <summary>No certificate was signed.</summary>
internal sealed class SigningException(string reason, Exception? inner = null) : Exception(reason, inner);
