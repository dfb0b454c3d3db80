using CentralSystem.Web.Api;

namespace CentralSystem.Web.Security;

/// <summary>Security events over REST.</summary>
internal static class SecurityApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapSecurity()
        {
            api.MapGet("/security-events", (
                [AsParameters] SecurityEventFilter filter, [AsParameters] PageQuery page, SecurityEventReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists what Charge Points reported as security events");
        }
    }
}
