using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Asks Charge Points for new signing requests before their certificates end, and tells which end soon (whitepaper A02).</summary>
/// <remarks>A few in each minute, those that end first before all others: a fleet that was set up in one day is not renewed in one minute.</remarks>
internal sealed partial class CertificateRenewals(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, CommandService commands,
    IOptions<CertificateOptions> options, TimeProvider time, ILogger<CertificateRenewals> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), time)
{
    /// <summary>A Charge Point that charges is left alone until then; some reconnect when they get a certificate.</summary>
    private static readonly TimeSpan UrgentBefore = TimeSpan.FromDays(3);

    /// <summary>Most events in one look; the others are told in the next one.</summary>
    private const int MostEvents = 500;

    /// <summary>One look: tells what ends soon, asks those that are due.</summary>
    /// <returns>How many Charge Points were asked.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RenewBeforeDays == 0)
        {
            return 0;
        }

        var now = Time.GetUtcNow();
        await TellAsync(now);
        return await AskAsync(now, cancellationToken);
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task TellAsync(DateTimeOffset now)
    {
        var until = now.AddDays(options.Value.RenewBeforeDays);
        await using (var db = await contexts.CreateDbContextAsync())
        {
            if (!await Untold(db).AnyAsync())
            {
                return;
            }
        }

        await writer.ChangeAsync(db =>
        {
            foreach (var row in Untold(db).OrderBy(c => c.NotAfter).Take(MostEvents).ToList())
            {
                row.ExpiryToldAt = now;
                var identity = row.ChargePointKey is { } key ? directory.IdentityOf(key) : null;
                db.Raise(EventTypes.CertificateExpiring, now, identity, IssuedCertificateView.Of(row, identity, now));
            }

            return true;
        });

        IQueryable<IssuedCertificate> Untold(CentralSystemDbContext db) =>
            db.IssuedCertificates.Where(c => c.State == IssuedCertificateState.Installed && c.NotAfter <= until && c.ExpiryToldAt == null);
    }

    private async Task<int> AskAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (until, askedBefore) = (now.AddDays(options.Value.RenewBeforeDays), now.AddHours(-options.Value.RenewRetryHours));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.IssuedCertificates
            .Where(c => c.State == IssuedCertificateState.Installed && c.Purpose == CertificatePurpose.ChargePoint && c.NotAfter <= until
                && (c.RenewalAskedAt == null || c.RenewalAskedAt <= askedBefore)
                && !db.CertificateSigningRequests.Any(r => r.ChargePointKey == c.ChargePointKey
                    && (r.State == SigningState.WaitingForApproval || r.State == SigningState.Signing || r.State == SigningState.Delivering)))
            .OrderBy(c => c.NotAfter).ThenBy(c => c.Id)
            .Select(c => new { c.Id, ChargePointKey = c.ChargePointKey!.Value, c.NotAfter }).ToListAsync(cancellationToken);
        var asked = 0;
        foreach (var certificate in due)
        {
            if (asked == options.Value.RenewalsPerMinute)
            {
                break;
            }

            if (directory.Find(certificate.ChargePointKey) is { } chargePoint && IsToBeAsked(chargePoint, certificate.NotAfter, now)
                && await TryAskAsync(chargePoint, certificate.Id, now, cancellationToken))
            {
                asked++;
            }
        }

        return asked;
    }

    private bool IsToBeAsked(ChargePointState chargePoint, DateTimeOffset notAfter, DateTimeOffset now) =>
        registry.Find(chargePoint.Identity) is not null && (notAfter - now <= UrgentBefore || chargePoint.Connectors.All(connector => connector.OpenTransactionId == 0));

    private async Task<bool> TryAskAsync(ChargePointState chargePoint, long certificateId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = new ExtendedTriggerMessageRequest { RequestedMessage = ExtendedMessageTrigger.SignChargePointCertificate };
        var command = new CommandOptions
        {
            Caller = Caller.System,
            Registering = (change, _) => change.Db.IssuedCertificates.Find(certificateId)!.RenewalAskedAt = now,
        };
        try
        {
            await commands.StartAsync(chargePoint.Identity, request, command, cancellationToken);
            return true;
        }
        catch (ProblemException)
        {
            // It left, or is not accepted; the next look finds it again.
            return false;
        }
    }

    [LoggerMessage(EventId = 1851, Level = LogLevel.Error, Message = "Certificates that end soon could not be looked after")]
    protected override partial void LogFailed(Exception exception);
}
