using CentralSystem.Web.Api;

namespace CentralSystem.Web.Reservations;

/// <summary>Reservations over REST; they are made and cancelled by the commands ReserveNow and CancelReservation.</summary>
internal static class ReservationApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapReservations() => api.MapGet("/reservations", (
            [AsParameters] ReservationFilter filter, [AsParameters] PageQuery page, ReservationReader reader, CancellationToken cancellationToken) =>
            reader.ListAsync(filter, page, cancellationToken)).WithSummary("Lists reservations");
    }
}
