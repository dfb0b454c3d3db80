using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Hands a signed certificate to the Charge Point.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.1 (fields), use cases A02 and A03.</remarks>
[OcppAction("CertificateSigned", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record CertificateSignedRequest : IOcppRequest<CertificateSignedResponse>
{
    /// <summary>PEM certificates, with those of the sub-CAs if needed; the key CertificateSignedMaxChainSize may set a lower limit.</summary>
    [MaxLength(10000)]
    public required string CertificateChain { get; init; }
}

/// <summary>Answers a CertificateSigned.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.2.</remarks>
public sealed partial record CertificateSignedResponse : IOcppResponse
{
    /// <summary>Whether the certificate is taken.</summary>
    public required OcppEnum<CertificateSignedStatus> Status { get; init; }
}

/// <summary>Outcome of a CertificateSigned.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.2 (CertificateSignedStatusEnumType).</remarks>
public enum CertificateSignedStatus
{
    /// <summary>The certificate is valid.</summary>
    Accepted,

    /// <summary>The certificate is invalid.</summary>
    Rejected,
}
