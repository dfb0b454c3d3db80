using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>idTags and the inbox of unknown ones over REST.</summary>
internal static class IdTagApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapIdTags()
        {
            api.MapGet("/id-tags", ([AsParameters] IdTagFilter filter, [AsParameters] PageQuery page, IdTagReader tags, CancellationToken cancellationToken) =>
                tags.ListAsync(filter, page, cancellationToken));
            api.MapPost("/id-tags", async (HttpContext context, IdTagRegister register) =>
            {
                var change = await IdTagChange.ReadAsync(context);
                return Created(await register.CreateAsync(change.IdTag ?? throw Problems.Invalid("idTag", "is required"), change));
            });
            api.MapGet("/id-tags/{idTag}", (string idTag, IdTagReader tags, CancellationToken cancellationToken) => tags.GetAsync(idTag, cancellationToken));
            api.MapPut("/id-tags/{idTag}", async (string idTag, HttpContext context, IdTagRegister register) =>
            {
                var (tag, isNew) = await register.PutAsync(idTag, await ReadFor(idTag, context));
                return isNew ? Created(tag) : Results.Ok(IdTagView.Of(tag));
            });
            api.MapPatch("/id-tags/{idTag}", async (string idTag, HttpContext context, IdTagRegister register) =>
                IdTagView.Of(await register.ChangeAsync(idTag, await ReadFor(idTag, context))));
            api.MapDelete("/id-tags/{idTag}", async (string idTag, IdTagRegister register) =>
            {
                await register.DeleteAsync(idTag);
                return Results.NoContent();
            });
            api.MapGet("/unknown-id-tags", ([AsParameters] PageQuery page, IdTagReader tags, CancellationToken cancellationToken) => tags.UnknownAsync(page, cancellationToken));
            api.MapPost("/unknown-id-tags/{idTag}/adopt", async (string idTag, HttpContext context, IdTagRegister register) =>
                Created(await register.AdoptAsync(idTag, await ReadFor(idTag, context))));
            api.MapDelete("/unknown-id-tags/{idTag}", async (string idTag, IdTagRegister register) =>
            {
                await register.DismissAsync(idTag);
                return Results.NoContent();
            });
        }
    }

    private static IResult Created(IdTag tag) => Results.Created($"/api/v1/id-tags/{Uri.EscapeDataString(tag.Id)}", IdTagView.Of(tag));

    /// <summary>A body may repeat the identifier of the path, as it does when an answer is sent back, but not contradict it.</summary>
    private static async Task<IdTagChange> ReadFor(string idTag, HttpContext context)
    {
        var change = await IdTagChange.ReadAsync(context);
        return change.IdTag is null || change.IdTag.Equals(idTag, StringComparison.OrdinalIgnoreCase)
            ? change
            : throw Problems.Invalid("idTag", $"is not the one of the path, {idTag}");
    }
}
