using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.IdTags;

/// <summary>The authorization policy of a Charge Point over REST.</summary>
internal static class AuthorizationPolicyApi
{
    private const string Path = "/charge-points/{chargePointId}/authorization-policy";

    extension(RouteGroupBuilder api)
    {
        public void MapAuthorizationPolicies()
        {
            api.MapGet(Path, async (string chargePointId, ChargePointDirectory directory, AuthorizationPolicies policies, CancellationToken cancellationToken) =>
            {
                var (policy, revision) = await policies.GetAsync(directory.Get(chargePointId), cancellationToken);
                return new Tagged<AuthorizationPolicy>(policy, revision);
            }).WithSummary("Reads how the idTags of a charge point are read and judged");
            api.MapPut(Path, async (
                string chargePointId, JsonInput<AuthorizationPolicy> input, ExpectedRevision expected, ChargePointDirectory directory, AuthorizationPolicies policies) =>
            {
                var revision = await policies.PutAsync(directory.Get(chargePointId), input.Value, expected);
                return new Tagged<AuthorizationPolicy>(input.Value, revision);
            }).WithSummary("Replaces how the idTags of a charge point are read and judged");
        }
    }
}
