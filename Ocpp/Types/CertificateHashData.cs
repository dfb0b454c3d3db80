using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>Names a certificate by hashes, as OCSP does.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.1 (CertificateHashDataType).</remarks>
public sealed partial record CertificateHashData : IOcppType
{
    /// <summary>Algorithm of both hashes.</summary>
    public required OcppEnum<HashAlgorithm> HashAlgorithm { get; init; }

    /// <summary>Hash of the distinguished name of the issuer.</summary>
    [MaxLength(128)]
    public required string IssuerNameHash { get; init; }

    /// <summary>Hash of the public key of the issuer.</summary>
    [MaxLength(128)]
    public required string IssuerKeyHash { get; init; }

    /// <summary>Serial number of the certificate.</summary>
    [MaxLength(40)]
    public required string SerialNumber { get; init; }
}
