using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Configuration;

/// <summary>Known configuration over REST; it is read and changed by the commands GetConfiguration and ChangeConfiguration.</summary>
internal static class ConfigurationApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapConfiguration() => api.MapGet("/charge-points/{chargePointId}/configuration", (
            string chargePointId, [AsParameters] PageQuery page, ChargePointDirectory directory, ConfigurationReader configuration, CancellationToken cancellationToken) =>
            configuration.ListAsync(directory.Get(chargePointId), page, cancellationToken)).WithSummary("Lists the configuration keys of a Charge Point as it last told them");
    }
}
