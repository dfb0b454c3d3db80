using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Checks a signing request, answers at once, and leaves the signing to <see cref="SigningRunner"/>.</summary>
/// <remarks>Source: whitepaper A02, A03. A rejected request is kept with the reason; the Charge Point keeps its certificate and does not ask again by itself (A02 error handling).</remarks>
internal sealed class SignCertificateHandler(
    GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, SigningRunner runner, ReportQuota quota,
    IOptions<CertificateOptions> options)
    : IOcppHandler<SignCertificateRequest, SignCertificateResponse, ChargePointSession>
{
    /// <summary>A Charge Point asks once in a year; one that asks again and again must not fill the database, nor the authority's books.</summary>
    private const int MostInAnHour = 20;

    /// <summary>Our answer leaves before the CALL that its certificate comes in.</summary>
    private static readonly TimeSpan AnswerFirst = TimeSpan.FromMilliseconds(250);

    public async ValueTask<SignCertificateResponse> HandleAsync(
        SignCertificateRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var chargePoint = call.Peer.ChargePoint;
        if (!quota.Take(chargePoint, SignCertificateRequest.Action, request.Csr.Length))
        {
            return new SignCertificateResponse { Status = GenericStatus.Rejected };
        }

        var csr = SigningRequestCheck.Read(request.Csr, out var reason);
        reason ??= options.Value.Subject == SubjectRule.Check ? await SubjectFaultAsync(chargePoint, csr!.SubjectName, cancellationToken) : SigningRequestCheck.NameFault(chargePoint.Identity);
        var state = reason is not null ? SigningState.Rejected : IsSignedAlone(call.Peer) ? SigningState.Signing : SigningState.WaitingForApproval;
        var answer = state == SigningState.Rejected ? GenericStatus.Rejected : GenericStatus.Accepted;
        var row = new CertificateSigningRequest
        {
            ChargePointKey = chargePoint.Key,
            Csr = csr is null ? Secrets.Mask(request.Csr) : request.Csr,
            Status = answer.ToString(),
            ReceivedAt = call.ReceivedAt,
            Subject = csr?.SubjectName.Name,
            State = state,
            Reason = reason,
            NextAttemptAt = call.ReceivedAt + AnswerFirst,
            FinishedAt = state == SigningState.Rejected ? call.ReceivedAt : null,
        };
        if (!await TryKeepAsync(row))
        {
            return new SignCertificateResponse { Status = GenericStatus.Rejected };
        }

        runner.Wake();
        return new SignCertificateResponse { Status = answer };
    }

    /// <summary>Whoever connects without a password may be anybody; what it gets would be valid when passwords are asked for, too.</summary>
    private bool IsSignedAlone(ChargePointSession session) => options.Value.Sign switch
    {
        AutomaticSigning.Always => true,
        AutomaticSigning.Authenticated => session.SecurityProfile != SecurityProfiles.Unsecured,
        _ => false,
    };

    private async Task<string?> SubjectFaultAsync(ChargePointState chargePoint, X500DistinguishedName subject, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = await db.ChargePoints.Where(c => c.Key == chargePoint.Key).Select(c => new { c.ChargePointSerialNumber, c.ChargeBoxSerialNumber }).SingleAsync(cancellationToken);

        // Serial numbers are what a Charge Point claims: one that is another's identity or serial number is not certified.
        var names = new List<string> { chargePoint.Identity };
        foreach (var serial in new[] { own.ChargePointSerialNumber, own.ChargeBoxSerialNumber }.OfType<string>().Where(serial => serial.Length > 0))
        {
            var isOthers = (directory.TryFind(serial, out var named) && named.Key != chargePoint.Key)
                || await db.ChargePoints.AnyAsync(
                    c => c.Key != chargePoint.Key && c.RemovedAt == null && (c.ChargePointSerialNumber == serial || c.ChargeBoxSerialNumber == serial), cancellationToken);
            if (!isOthers)
            {
                names.Add(serial);
            }
        }

        return SigningRequestCheck.SubjectFault(subject, names, options.Value.CpoName);
    }

    private async Task<bool> TryKeepAsync(CertificateSigningRequest row) => await writer.ChangeAsync(db =>
    {
        var since = row.ReceivedAt.AddHours(-1);
        var earlier = db.CertificateSigningRequests.Where(r => r.ChargePointKey == row.ChargePointKey);
        if (earlier.Count(r => r.ReceivedAt >= since) >= MostInAnHour)
        {
            return false;
        }

        if (row.State != SigningState.Rejected)
        {
            // The key of the earlier request is gone: the Charge Point made another one.
            foreach (var open in earlier.Where(r => r.State == SigningState.WaitingForApproval || r.State == SigningState.Signing || r.State == SigningState.Delivering).ToList())
            {
                (open.State, open.FinishedAt) = (SigningState.Superseded, row.ReceivedAt);
            }
        }
        else
        {
            db.RaiseNotInstalled(row, directory.IdentityOf(row.ChargePointKey), row.ReceivedAt);
        }

        db.CertificateSigningRequests.Add(row);
        return true;
    });
}
