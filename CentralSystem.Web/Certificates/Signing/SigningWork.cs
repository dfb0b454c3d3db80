using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>The steps of a signing request: have it signed, bring the certificate to the Charge Point (whitepaper A02).</summary>
internal sealed class SigningWork(
    ICertificateAuthority authority, CommandService commands, IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer,
    IssuedCertificates issued, ChargePointDirectory directory, IOptions<CertificateOptions> options, TimeProvider time)
{
    /// <summary>Has the authority sign, and keeps what it signed.</summary>
    public async Task SignAsync(CertificateSigningRequest request, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        // It was checked when it came; read again, since the row is all that a restart leaves.
        if (SigningRequestCheck.Read(request.Csr, out var reason) is not { } csr)
        {
            await FailAsync(request, reason!, isFinal: true);
            return;
        }

        var subject = options.Value.Subject == SubjectRule.Check ? csr.SubjectName : CertificateMaker.NameOf(chargePoint.Identity, options.Value.CpoName);
        var order = new SigningOrder(CertificatePurpose.ChargePoint, chargePoint.Identity, subject, csr.PublicKey, request.Csr, TimeSpan.FromDays(options.Value.ValidityDays));
        SignedCertificate signed;
        try
        {
            signed = await authority.SignAsync(order, cancellationToken);
        }
        catch (SigningException e)
        {
            await FailAsync(request, e.Message, isFinal: false, countsNow: true);
            return;
        }

        var now = time.GetUtcNow();
        await writer.ChangeAsync(
            db =>
            {
                if (db.CertificateSigningRequests.Find(request.Id) is not { State: SigningState.Signing } row)
                {
                    return null;
                }

                var certificate = IssuedCertificates.Add(db, signed, CertificatePurpose.ChargePoint, chargePoint, now);
                (row.IssuedCertificateId, row.State, row.Reason, row.Attempts, row.NextAttemptAt) = (certificate.Id, SigningState.Delivering, null, 0, now);
                return certificate;
            },
            certificate =>
            {
                if (certificate is not null)
                {
                    issued.Hold(certificate);
                }
            });
    }

    /// <summary>Sends the certificate; what the Charge Point says of it is kept with the end of the command (<see cref="CertificateSignedEffect"/>).</summary>
    public async Task DeliverAsync(CertificateSigningRequest request, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        string chain;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var issued = await db.IssuedCertificates.SingleAsync(c => c.Id == request.IssuedCertificateId, cancellationToken);
            if (issued.State == IssuedCertificateState.Revoked || issued.NotAfter <= time.GetUtcNow())
            {
                await FailAsync(request, "The certificate was revoked, or ended, before the Charge Point had it.", isFinal: true);
                return;
            }

            chain = issued.Chain;
        }

        CommandRun run;
        try
        {
            run = await commands.StartAsync(chargePoint.Identity, new CertificateSignedRequest { CertificateChain = chain }, OptionsOf(request), cancellationToken);
        }
        catch (ProblemException e)
        {
            // It left meanwhile, which is no attempt, or the chain is too long for it, which will not change.
            await FailAsync(request, e.Problem.Detail, isFinal: e.Problem.Status == StatusCodes.Status400BadRequest);
            return;
        }

        switch (await run.Outcome)
        {
            case CallOutcome.Answered:
                break;
            case CallOutcome.Refused refused:
                await FailAsync(request, $"CertificateSigned was answered with the CALLERROR {refused.Code}: {refused.Description}", isFinal: true);
                break;
            case var lost:
                await FailAsync(request, $"CertificateSigned was not answered ({lost.GetType().Name}).", isFinal: false);
                break;
        }
    }

    /// <summary>The attempt counts in the commit that registers the command, so that a restart repeats it no sooner than any other.</summary>
    private CommandOptions OptionsOf(CertificateSigningRequest request) => new()
    {
        Caller = Caller.System,
        Registering = (change, commandId) =>
        {
            var row = change.Db.CertificateSigningRequests.Find(request.Id)!;
            (row.CommandId, row.Attempts, row.NextAttemptAt) = (commandId, row.Attempts + 1, change.At.AddMinutes(options.Value.RetryMinutes));
        },
    };

    private async Task FailAsync(CertificateSigningRequest request, string reason, bool isFinal, bool countsNow = false)
    {
        var now = time.GetUtcNow();
        await writer.ChangeAsync(db =>
        {
            // A late answer, or another request, may have ended it.
            if (db.CertificateSigningRequests.Find(request.Id) is { State: SigningState.Signing or SigningState.Delivering } row)
            {
                row.Reason = reason;
                row.Attempts += countsNow ? 1 : 0;
                row.NextAttemptAt = now.AddMinutes(options.Value.RetryMinutes);
                if (isFinal || row.Attempts >= options.Value.Attempts)
                {
                    (row.State, row.FinishedAt) = (SigningState.Failed, now);
                    db.RaiseNotInstalled(row, directory.IdentityOf(row.ChargePointKey), now);
                }
            }

            return true;
        });
    }
}
