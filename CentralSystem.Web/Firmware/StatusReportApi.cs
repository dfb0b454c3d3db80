using CentralSystem.Web.Api;

namespace CentralSystem.Web.Firmware;

/// <summary>Progress of firmware updates and uploads over REST.</summary>
internal static class StatusReportApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapFirmware()
        {
            api.MapGet("/status-reports", (string? chargePointId, [AsParameters] PageQuery page, StatusReportReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(chargePointId, page, cancellationToken));
        }
    }
}
