using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Installs a root certificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.11 (fields), use case M05.</remarks>
[OcppAction("InstallCertificate", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record InstallCertificateRequest : IOcppRequest<InstallCertificateResponse>
{
    /// <summary>What the certificate is for.</summary>
    public required OcppEnum<CertificateUse> CertificateType { get; init; }

    /// <summary>The certificate in PEM.</summary>
    [MaxLength(5500)]
    public required string Certificate { get; init; }
}

/// <summary>Answers an InstallCertificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.12.</remarks>
public sealed partial record InstallCertificateResponse : IOcppResponse
{
    /// <summary>Whether the certificate is installed.</summary>
    public required OcppEnum<InstallCertificateStatus> Status { get; init; }
}

/// <summary>Outcome of an InstallCertificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.3 (CertificateStatusEnumType; its schema has the name used here).</remarks>
public enum InstallCertificateStatus
{
    /// <summary>Installed.</summary>
    Accepted,

    /// <summary>The certificate is valid, but could not be installed.</summary>
    Failed,

    /// <summary>The certificate is invalid, or there are too many already.</summary>
    Rejected,
}
