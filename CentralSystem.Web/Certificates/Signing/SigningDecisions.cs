using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>What operators decide about signing requests: sign what waits, or send again what did not arrive.</summary>
internal sealed class SigningDecisions(GroupCommitWriter writer, SigningRunner runner, TimeProvider time)
{
    /// <summary>Carries a decision out.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (404, 409 when the state does not allow it).</remarks>
    public async Task<CertificateSigningRequest> DecideAsync(long id, SigningDecision decision)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var decided = await writer.ChangeAsync(db =>
        {
            var row = db.CertificateSigningRequests.Find(id) ?? throw Problems.NotFound($"There is no certificate signing request {id}.");
            var isAllowed = decision == SigningDecision.Sign
                ? row.State is SigningState.WaitingForApproval or SigningState.Refused or SigningState.Failed
                : row.State == SigningState.WaitingForApproval;
            if (!isAllowed)
            {
                throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "state-does-not-allow", "The state does not allow it",
                    $"The request is {row.State}; Sign needs WaitingForApproval, Refused or Failed, Reject needs WaitingForApproval."));
            }

            if (decision == SigningDecision.Reject)
            {
                (row.State, row.Reason, row.FinishedAt) = (SigningState.Rejected, "An operator rejected it.", now);
            }
            else
            {
                // A certificate that was signed before is sent again, unless it was revoked since.
                var hasCertificate = row.IssuedCertificateId is { } certificate
                    && db.IssuedCertificates.Any(c => c.Id == certificate && c.State != IssuedCertificateState.Revoked && c.NotAfter > now);
                (row.State, row.Reason, row.Attempts) = (hasCertificate ? SigningState.Delivering : SigningState.Signing, null, 0);
                (row.NextAttemptAt, row.FinishedAt) = (now, null);
            }

            row.DecidedBy = caller.Name;
            db.Audit(caller, now, decision == SigningDecision.Sign ? "certificate-signing-request.approved" : "certificate-signing-request.rejected", row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), new { row.Subject });
            return row;
        });
        runner.Wake();
        return decided;
    }
}

/// <summary>What an operator decides about a signing request.</summary>
internal enum SigningDecision
{
    /// <summary>Have it signed, or its certificate sent again.</summary>
    Sign,

    Reject,
}

/// <summary>A decision about a signing request.</summary>
internal sealed record SigningDecisionInput
{
    /// <summary>Sign has it signed, or its certificate sent again; Reject refuses it.</summary>
    public required SigningDecision Decision { get; init; }
}
