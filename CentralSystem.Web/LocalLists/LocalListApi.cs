using CentralSystem.Web.Api;

namespace CentralSystem.Web.LocalLists;

/// <summary>Known versions of local lists over REST; they are changed by the command SendLocalList.</summary>
internal static class LocalListApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapLocalLists() => api.MapGet("/local-lists", (
            string? chargePointId, [AsParameters] PageQuery page, LocalListReader reader, CancellationToken cancellationToken) =>
            reader.ListAsync(chargePointId, page, cancellationToken));
    }
}
