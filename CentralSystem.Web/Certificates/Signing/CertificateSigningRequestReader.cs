using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Reads certificate signing requests.</summary>
internal sealed class CertificateSigningRequestReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<CertificateSigningRequestView>> ListAsync(CertificateSigningRequestFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reports = db.CertificateSigningRequests.AsQueryable();
        if (filter.Status is { } status)
        {
            reports = reports.Where(r => r.Status == status);
        }

        if (filter.State is { } state)
        {
            reports = reports.Where(r => r.State == state);
        }

        return await reports.ToReportPageAsync(filter, directory.KeyOf(filter.ChargePointId), page, ViewOf, cancellationToken);
    }

    public CertificateSigningRequestView ViewOf(CertificateSigningRequest row) => new(
        row.Id, directory.IdentityOf(row.ChargePointKey), row.Csr, row.Status, row.ReceivedAt, row.Subject, row.State, row.Reason, row.DecidedBy, row.Attempts,
        row.State is SigningState.Signing or SigningState.Delivering ? row.NextAttemptAt : null, row.IssuedCertificateId, row.CommandId, row.FinishedAt);
}

/// <summary>A certificate signing request, our answer to it, and what became of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargePointId">Who asked.</param>
/// <param name="Csr">PKCS#10 in PEM, as it came.</param>
/// <param name="Status">Our answer to the SignCertificate: Accepted or Rejected.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Subject">Whom it asks to name; absent where it cannot be read.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it was rejected, or what went wrong last.</param>
/// <param name="DecidedBy">Who decided about it; absent when the settings did.</param>
/// <param name="Attempts">How often signing it, or then sending the certificate, was begun.</param>
/// <param name="NextAttemptAt">When the next attempt is due; absent in states that do not go on.</param>
/// <param name="CertificateId">The certificate that was signed for it; absent before.</param>
/// <param name="CommandId">The last CertificateSigned that carried it; absent before.</param>
/// <param name="FinishedAt">When it came to its end; absent before.</param>
internal sealed record CertificateSigningRequestView(
    long Id, string ChargePointId, string Csr, string Status, DateTimeOffset ReceivedAt, string? Subject, SigningState State, string? Reason, string? DecidedBy,
    int Attempts, DateTimeOffset? NextAttemptAt, long? CertificateId, Guid? CommandId, DateTimeOffset? FinishedAt);

/// <summary>Which certificate signing requests are asked for.</summary>
internal sealed record CertificateSigningRequestFilter : ReportFilter
{
    /// <summary>How it was answered: Accepted or Rejected.</summary>
    public string? Status { get; init; }

    public SigningState? State { get; init; }
}
