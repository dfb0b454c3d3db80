using CentralSystem.Web.Api;

namespace CentralSystem.Web.Journal;

/// <summary>The message journal over REST.</summary>
internal static class MessageApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapMessages() => api.MapGet("/messages", (
            [AsParameters] MessageFilter filter, [AsParameters] PageQuery page, MessageReader messages, CancellationToken cancellationToken) =>
            messages.ListAsync(filter, page, cancellationToken)).WithSummary("Lists recorded frames");
    }
}
