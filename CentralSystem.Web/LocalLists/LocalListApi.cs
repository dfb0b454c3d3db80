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
        }
    }
}
