using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Deletes an installed root certificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.3 (fields), use case M04.</remarks>
[OcppAction("DeleteCertificate", SentBy.CentralSystem, FeatureProfile.Security)]
public sealed partial record DeleteCertificateRequest : IOcppRequest<DeleteCertificateResponse>
{
    /// <summary>The certificate to delete, by the hash algorithm the Charge Point reported (M04.FR.07).</summary>
    public required CertificateHashData CertificateHashData { get; init; }
}

/// <summary>Answers a DeleteCertificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.4.</remarks>
public sealed partial record DeleteCertificateResponse : IOcppResponse
{
    /// <summary>Whether the certificate is gone.</summary>
    public required OcppEnum<DeleteCertificateStatus> Status { get; init; }
}

/// <summary>Outcome of a DeleteCertificate.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.5 (DeleteCertificateStatusEnumType); M04.FR.02 calls Accepted "Success".</remarks>
public enum DeleteCertificateStatus
{
    /// <summary>Deleted.</summary>
    Accepted,

    /// <summary>Could not be deleted.</summary>
    Failed,

    /// <summary>There is no such certificate.</summary>
    NotFound,
}
