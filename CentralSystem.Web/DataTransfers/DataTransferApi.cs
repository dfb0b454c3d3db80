using CentralSystem.Web.Api;

namespace CentralSystem.Web.DataTransfers;

/// <summary>What vendors sent beside the protocol, over REST.</summary>
internal static class DataTransferApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapDataTransfers()
        {
            api.MapGet("/data-transfers", (
                [AsParameters] DataTransferFilter filter, [AsParameters] PageQuery page, DataTransferReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists what Charge Points sent by DataTransfer");
        }
    }
}
