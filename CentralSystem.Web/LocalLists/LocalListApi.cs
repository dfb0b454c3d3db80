using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.LocalLists;

/// <summary>Local lists over REST; they change by synchronisation and by the command SendLocalList.</summary>
internal static class LocalListApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapLocalLists()
        {
            api.MapGet("/local-lists", (
                [AsParameters] LocalListFilter filter, [AsParameters] PageQuery page, LocalListReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the local authorization lists of charge points");
            api.MapGet("/charge-points/{chargePointId}/local-list", (
                string chargePointId, ChargePointDirectory directory, LocalListReader reader, CancellationToken cancellationToken) =>
                reader.GetAsync(directory.Get(chargePointId), cancellationToken)).WithSummary("Reads how far the local authorization list of a charge point is in step");
            api.MapPost("/charge-points/{chargePointId}/local-list/synchronize", async (
                string chargePointId, ChargePointDirectory directory, LocalListReader reader, LocalListSync sync, CancellationToken cancellationToken) =>
            {
                var chargePoint = directory.Get(chargePointId);
                await sync.SynchronizeNowAsync(chargePoint);
                return TypedResults.Accepted($"/api/v1/charge-points/{Uri.EscapeDataString(chargePoint.Identity)}/local-list", await reader.GetAsync(chargePoint, cancellationToken));
            }).WithSummary("Brings the local authorization list of a charge point into step now, not when its turn comes")
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        }
    }
}
