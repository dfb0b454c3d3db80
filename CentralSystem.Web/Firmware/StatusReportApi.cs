using CentralSystem.Web.Api;

namespace CentralSystem.Web.Firmware;

/// <summary>Progress of firmware updates and uploads over REST.</summary>
internal static class StatusReportApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapFirmware()
        {
            api.MapGet("/status-reports", (
                [AsParameters] StatusReportFilter filter, [AsParameters] PageQuery page, StatusReportReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the progress of firmware updates and uploads");
        }
    }
}
