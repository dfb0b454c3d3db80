using CentralSystem.Web.Api;

namespace CentralSystem.Web.Security;

/// <summary>Security events and certificate signing requests over REST.</summary>
internal static class SecurityApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapSecurity()
        {
            api.MapGet("/security-events", (
                [AsParameters] SecurityEventFilter filter, [AsParameters] PageQuery page, SecurityEventReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists what Charge Points reported as security events");
            api.MapGet("/certificate-signing-requests", (
                [AsParameters] CertificateSigningRequestFilter filter, [AsParameters] PageQuery page, CertificateSigningRequestReader reader,
                CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the certificate signing requests of Charge Points");
        }
    }
}
