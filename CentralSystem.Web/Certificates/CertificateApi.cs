using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Installed;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Certificates;

/// <summary>Certificates over REST: the authority, what it signed and is asked to sign, and what Charge Points hold.</summary>
internal static class CertificateApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapCertificates()
        {
            api.MapGet("/certificate-authority", (AuthorityReader authority) => authority.View()).WithSummary("The authority that signs here, and the hash data of its root");
            api.MapGet("/certificate-signing-requests", (
                [AsParameters] CertificateSigningRequestFilter filter, [AsParameters] PageQuery page, CertificateSigningRequestReader reader,
                CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the certificate signing requests of Charge Points, with what became of them");
            api.MapPost("/certificate-signing-requests/{id:long}/decision", async (
                long id, JsonInput<SigningDecisionInput> body, SigningDecisions decisions, CertificateSigningRequestReader reader) =>
                reader.ViewOf(await decisions.DecideAsync(id, body.Value.Decision))).WithSummary("Signs a request that waits, sends a certificate again, or rejects a request");
            api.MapGet("/issued-certificates", (
                [AsParameters] IssuedCertificateFilter filter, [AsParameters] PageQuery page, IssuedCertificateReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the certificates that were signed");
            api.MapGet("/issued-certificates/{id:long}", (long id, IssuedCertificateReader reader, CancellationToken cancellationToken) =>
                reader.GetAsync(id, cancellationToken)).WithSummary("A certificate with its chain in PEM");
            api.MapPost("/issued-certificates/{id:long}/revocation", (long id, JsonInput<RevocationInput> body, Revocations revocations) =>
                revocations.RevokeAsync(id, body.Value.Reason)).WithSummary("Revokes a certificate for good, and ends the connection that was made with it");
            api.MapGet("/installed-certificates", (
                [AsParameters] InstalledCertificateFilter filter, [AsParameters] PageQuery page, InstalledCertificateReader certificates, CancellationToken cancellationToken) =>
                certificates.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the root certificates Charge Points hold");
            api.MapGet("/charge-points/{chargePointId}/certificates", (
                string chargePointId, ChargePointDirectory directory, InstalledCertificateReader certificates, CancellationToken cancellationToken) =>
                certificates.OfAsync(directory.GetEvenRemoved(chargePointId), cancellationToken)).WithSummary("The certificates of a Charge Point: roots it holds, its own, what it asked for");
        }
    }
}
