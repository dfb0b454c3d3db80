using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Asks for a certificate to be signed.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.17 (fields), use cases A02 and A03.</remarks>
[OcppAction("SignCertificate", SentBy.ChargePoint, FeatureProfile.Security)]
public sealed partial record SignCertificateRequest : IOcppRequest<SignCertificateResponse>
{
    /// <summary>Certificate signing request (RFC 2986) in PEM.</summary>
    [MaxLength(5500)]
    public required string Csr { get; init; }
}

/// <summary>Answers a SignCertificate; the certificate itself comes by CertificateSigned.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.18.</remarks>
public sealed partial record SignCertificateResponse : IOcppResponse
{
    /// <summary>Whether the request is taken on.</summary>
    public required OcppEnum<GenericStatus> Status { get; init; }
}

/// <summary>Outcome of a SignCertificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.8 (GenericStatusEnumType).</remarks>
public enum GenericStatus
{
    /// <summary>The request will be executed.</summary>
    Accepted,

    /// <summary>The request will not be executed.</summary>
    Rejected,
}
