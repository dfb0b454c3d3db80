using CentralSystem.Web.Api;

namespace CentralSystem.Web.Events;

/// <summary>Events over REST: as a list, and as a stream.</summary>
internal static class EventApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapEvents()
        {
            api.MapGet("/events", async Task<IResult> (
                    [AsParameters] EventQuery query, [AsParameters] PageQuery page, HttpContext context, EventReader reader, EventStreams streams,
                    CancellationToken cancellationToken) =>
                    WantsStream(context.Request) ? await StreamAsync(context, query, streams) : TypedResults.Ok(await reader.ListAsync(query, page, cancellationToken)))
                .WithSummary("Lists events; with Accept: text/event-stream a stream of them")
                .Produces<Page<EventView>>(StatusCodes.Status200OK, "application/json", EventStreams.ContentType)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            api.MapGet("/events/stream", ([AsParameters] EventQuery query, HttpContext context, EventStreams streams) => StreamAsync(context, query, streams))
                .WithSummary("Streams events as server-sent events")
                .Produces<string>(StatusCodes.Status200OK, EventStreams.ContentType).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static bool WantsStream(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(EventStreams.ContentType, StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> StreamAsync(HttpContext context, EventQuery query, EventStreams streams)
    {
        await streams.ServeAsync(context, query);
        return Results.Empty;
    }
}
