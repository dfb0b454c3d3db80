using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Tells operators of a Charge Point that asked for a certificate and gets none: it will not ask again by itself (whitepaper A02, error handling).</summary>
internal static class SigningEvents
{
    extension(CentralSystemDbContext db)
    {
        public void RaiseNotInstalled(CertificateSigningRequest row, string identity, DateTimeOffset now) =>
            db.Raise(EventTypes.CertificateNotInstalled, now, identity, new CertificateNotInstalledData(row.Subject, row.State, row.Reason));
    }
}

/// <summary>A signing request that led to no certificate.</summary>
/// <param name="Subject">Whom it asked to name; null when it could not be read.</param>
/// <param name="State">Rejected here, Refused by the Charge Point, or Failed.</param>
/// <param name="Reason">Why.</param>
internal sealed record CertificateNotInstalledData(string? Subject, SigningState State, string? Reason);
