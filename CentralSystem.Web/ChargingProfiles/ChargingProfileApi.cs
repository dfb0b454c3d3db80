using CentralSystem.Web.Api;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Installed charging profiles over REST; they are changed by the commands SetChargingProfile and ClearChargingProfile.</summary>
internal static class ChargingProfileApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapChargingProfiles() => api.MapGet("/charging-profiles", (
            [AsParameters] ChargingProfileFilter filter, [AsParameters] PageQuery page, ChargingProfileReader reader, CancellationToken cancellationToken) =>
            reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the charging profiles Charge Points hold");
    }
}
