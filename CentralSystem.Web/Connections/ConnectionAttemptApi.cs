using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Connections;

/// <summary>Refused handshakes over REST.</summary>
internal static class ConnectionAttemptApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapConnectionAttempts()
        {
            api.MapGet("/connection-attempts", (
                [AsParameters] ConnectionAttemptFilter filter, [AsParameters] PageQuery page, ConnectionAttemptReader attempts, CancellationToken cancellationToken) =>
                attempts.ListAsync(filter, page, cancellationToken)).WithSummary("Refused handshakes, with the fix");
            api.MapPost("/connection-attempts/{id:long}/register", async (
                long id, JsonInput<ChargePointInput> input, ConnectionAttemptReader attempts, ChargePointRegistrations registrations, ChargePointReader chargePoints,
                CancellationToken cancellationToken) =>
            {
                var identity = await attempts.IdentityOfAsync(id, cancellationToken);
                return await ChargePointApi.RegisteredAsync(identity, ChargePointChange.Whole(input.Value), registrations, chargePoints, cancellationToken);
            }).WithSummary("Registers the identity of a refused handshake").WithMetadata(new ScopeNoun(Scopes.ChargePoints));
        }
    }
}
