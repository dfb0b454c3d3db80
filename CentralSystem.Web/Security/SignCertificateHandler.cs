using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Security;

/// <summary>Keeps a certificate signing request and refuses it: this central system has no certificate authority.</summary>
/// <remarks>Source: whitepaper A02, A03. The Charge Point keeps its certificate and does not ask again by itself (A02 error handling).</remarks>
internal sealed class SignCertificateHandler(GroupCommitWriter writer, ReportQuota quota) : IOcppHandler<SignCertificateRequest, SignCertificateResponse, ChargePointSession>
{
    public async ValueTask<SignCertificateResponse> HandleAsync(
        SignCertificateRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        if (!quota.Take(call.Peer.ChargePoint, SignCertificateRequest.Action, request.Csr.Length))
        {
            return new SignCertificateResponse { Status = GenericStatus.Rejected };
        }

        await writer.ChangeAsync(db => db.CertificateSigningRequests.Add(new CertificateSigningRequest
        {
            ChargePointKey = call.Peer.ChargePoint.Key,
            Csr = request.Csr,
            Status = nameof(GenericStatus.Rejected),
            ReceivedAt = call.ReceivedAt,
        }).Entity.Status);
        return new SignCertificateResponse { Status = GenericStatus.Rejected };
    }
}
