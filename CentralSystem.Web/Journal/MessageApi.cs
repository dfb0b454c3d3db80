using CentralSystem.Web.Api;
using CentralSystem.Web.Reports;

namespace CentralSystem.Web.Journal;

/// <summary>The message journal over REST.</summary>
internal static class MessageApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapMessages() => api.MapGet("/messages", async (
                [AsParameters] MessageFilter filter, [AsParameters] PageQuery page, TableFormat format, MessageReader messages, MessageExport export,
                CancellationToken cancellationToken) =>
                format.IsTable ? export.Of(filter, format) : Results.Ok(await messages.ListAsync(filter, page, cancellationToken)))
            .Produces<Page<MessageView>>()
            .WithSummary("Lists recorded frames");
    }
}
