using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Keeps what a Charge Point says of the certificate it was sent, also when it says so late.</summary>
/// <remarks>Source: whitepaper A02.FR.06-07. Its older certificate stays valid: it uses that one until it switches (A02.FR.08-10).</remarks>
internal sealed class CertificateSignedEffect(ChargePointDirectory directory) : CommandEffect<CertificateSignedRequest, CertificateSignedResponse>
{
    protected override void Answered(CommandChange change, CertificateSignedRequest request, CertificateSignedResponse response)
    {
        if (change.Db.CertificateSigningRequests.SingleOrDefault(r => r.CommandId == change.CommandId) is not { } row || row.IssuedCertificateId is not { } certificateId)
        {
            // An operator's own certificate.
            return;
        }

        var isAccepted = response.Status == CertificateSignedStatus.Accepted;
        (row.State, row.FinishedAt) = (isAccepted ? SigningState.Installed : SigningState.Refused, change.At);
        row.Reason = isAccepted ? null : $"CertificateSigned was answered {response.Status}; security events of the Charge Point may tell why.";
        if (!isAccepted)
        {
            change.Db.RaiseNotInstalled(row, directory.IdentityOf(row.ChargePointKey), change.At);
        }

        var certificates = change.Db.IssuedCertificates.Where(c => c.ChargePointKey == change.ChargePointKey);
        foreach (var certificate in certificates.Where(c => c.Id == certificateId || c.State == IssuedCertificateState.Installed).ToList())
        {
            if (certificate.Id != certificateId)
            {
                certificate.State = isAccepted ? IssuedCertificateState.Replaced : certificate.State;
            }
            else if (certificate.State != IssuedCertificateState.Revoked)
            {
                certificate.State = isAccepted ? IssuedCertificateState.Installed : IssuedCertificateState.Refused;
            }
        }
    }
}
