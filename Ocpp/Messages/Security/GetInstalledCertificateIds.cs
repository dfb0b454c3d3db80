using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks which root certificates are installed.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.7 (fields), use case M03.</remarks>
[OcppAction("GetInstalledCertificateIds", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record GetInstalledCertificateIdsRequest : IOcppRequest<GetInstalledCertificateIdsResponse>
{
    /// <summary>Use of the certificates asked for.</summary>
    public required OcppEnum<CertificateUse> CertificateType { get; init; }
}

/// <summary>Answers a GetInstalledCertificateIds.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.8, M03.FR.02 to M03.FR.04.</remarks>
public sealed partial record GetInstalledCertificateIdsResponse : IOcppResponse, IConditionalRules
{
    /// <summary>Whether there are any.</summary>
    public required OcppEnum<GetInstalledCertificateStatus> Status { get; init; }

    /// <summary>One entry per certificate; absent when there is none.</summary>
    [MinLength(1)]
    public IReadOnlyList<CertificateHashData>? CertificateHashData { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        if (Status == GetInstalledCertificateStatus.Accepted)
        {
            rules.Require(CertificateHashData is not null, "certificateHashData", "the hash data of each certificate found is included (M03.FR.04)");
        }
        else if (Status == GetInstalledCertificateStatus.NotFound)
        {
            rules.Forbid(CertificateHashData is not null, "certificateHashData", "NotFound says that no certificate matches (M03.FR.02)");
        }
    }
}

/// <summary>Outcome of a GetInstalledCertificateIds.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.9 (GetInstalledCertificateStatusEnumType).</remarks>
public enum GetInstalledCertificateStatus
{
    /// <summary>At least one certificate was found.</summary>
    Accepted,

    /// <summary>No certificate was found.</summary>
    NotFound,
}
