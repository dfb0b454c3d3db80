using CentralSystem.Web.Api;

namespace CentralSystem.Web.Connections;

/// <summary>Refused handshakes over REST.</summary>
internal static class ConnectionAttemptApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapConnectionAttempts() => api.MapGet("/connection-attempts", (
            [AsParameters] ConnectionAttemptFilter filter, [AsParameters] PageQuery page, ConnectionAttemptReader attempts, CancellationToken cancellationToken) =>
            attempts.ListAsync(filter, page, cancellationToken));
    }
}
