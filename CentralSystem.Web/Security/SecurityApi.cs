using CentralSystem.Web.Api;

namespace CentralSystem.Web.Security;

/// <summary>Security events and certificate signing requests over REST.</summary>
internal static class SecurityApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapSecurity()
        {
            api.MapGet("/security-events", (string? chargePointId, [AsParameters] PageQuery page, SecurityEventReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(chargePointId, page, cancellationToken));
            api.MapGet("/certificate-signing-requests", (string? chargePointId, [AsParameters] PageQuery page, CertificateSigningRequestReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(chargePointId, page, cancellationToken));
        }
    }
}
