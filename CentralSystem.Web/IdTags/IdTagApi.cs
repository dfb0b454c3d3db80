using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Reports;
using Microsoft.AspNetCore.Mvc;

namespace CentralSystem.Web.IdTags;

/// <summary>idTags and the inbox of unknown ones over REST.</summary>
internal static class IdTagApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapIdTags()
        {
            api.MapGet("/id-tags", ([AsParameters] IdTagFilter filter, [AsParameters] PageQuery page, IdTagReader tags, CancellationToken cancellationToken) =>
                tags.ListAsync(filter, page, cancellationToken)).WithSummary("Lists registered idTags");
            api.MapPost("/id-tags", async (JsonInput<IdTagInput> input, IdTagRegister register, IdTagReader tags) =>
                Created(tags, await register.CreateAsync(input.Value.IdTag ?? throw Problems.Invalid("idTag", "is required"), input.Value)))
                .WithSummary("Registers an idTag").Produces<IdTagView>(StatusCodes.Status201Created);
            api.MapGet("/id-tags/{idTag}", async (string idTag, IdTagReader tags, CancellationToken cancellationToken) =>
            {
                var (view, revision) = await tags.GetAsync(idTag, cancellationToken);
                return new Tagged<IdTagView>(view, revision);
            }).WithSummary("Reads an idTag");
            api.MapPut("/id-tags/{idTag}", async (string idTag, JsonInput<IdTagInput> input, ExpectedRevision expected, IdTagRegister register, IdTagReader tags) =>
            {
                var (tag, isNew) = await register.PutAsync(idTag, Of(idTag, input), expected);
                return isNew ? Created(tags, tag) : Shown(tags, tag);
            }).WithSummary("Registers an idTag, or replaces everything that is said of it");
            api.MapPatch("/id-tags/{idTag}", async (string idTag, JsonInput<IdTagInput> input, ExpectedRevision expected, IdTagRegister register, IdTagReader tags) =>
                Shown(tags, await register.ChangeAsync(idTag, Of(idTag, input), member => IsSaid(input, member), expected)))
                .WithSummary("Changes what is said of an idTag");
            api.MapDelete("/id-tags/{idTag}", async (string idTag, ExpectedRevision expected, IdTagRegister register) =>
            {
                await register.DeleteAsync(idTag, expected);
                return TypedResults.NoContent();
            }).WithSummary("Removes an idTag");
            api.MapPost("/id-tags/import", (HttpContext context, IdTagImport import) => import.RunAsync(context))
                .WithSummary("Registers or changes many idTags, from a JSON list or CSV")
                .WithMetadata(new RequestSizeLimitAttribute(IdTagImport.MaxBodyBytes))
                .Accepts<IReadOnlyList<IdTagInput>>("application/json", "text/csv");
            api.MapGet("/id-tags.csv", ([AsParameters] IdTagFilter filter, IdTagReader tags, CancellationToken cancellationToken) =>
                new TableResult(IdTagCsv.TableOf(tags.AllAsync(filter, cancellationToken)), TableFormat.Csv))
                .WithSummary("Exports idTags as CSV").Produces<string>(StatusCodes.Status200OK, "text/csv");
            api.MapUnknownIdTags();
        }

        private void MapUnknownIdTags()
        {
            api.MapGet("/unknown-id-tags", ([AsParameters] UnknownIdTagFilter filter, [AsParameters] PageQuery page, IdTagReader tags, CancellationToken cancellationToken) =>
                tags.UnknownAsync(filter, page, cancellationToken))
                .WithSummary("Lists idTags that were presented but are not registered");
            api.MapPost("/unknown-id-tags/{idTag}/adopt", async (string idTag, JsonInput<IdTagInput> input, IdTagRegister register, IdTagReader tags) =>
                Created(tags, await register.AdoptAsync(idTag, Of(idTag, input))))
                .WithSummary("Registers an idTag that was presented").WithMetadata(new ScopeNoun("id-tags")).Produces<IdTagView>(StatusCodes.Status201Created);
            api.MapDelete("/unknown-id-tags/{idTag}", async (string idTag, IdTagRegister register) =>
            {
                await register.DismissAsync(idTag);
                return TypedResults.NoContent();
            }).WithSummary("Forgets an idTag that was presented");
        }
    }

    private static Tagged<IdTagView> Created(IdTagReader tags, IdTag tag) =>
        new(tags.ViewOf(tag), tag.Revision, StatusCodes.Status201Created, $"/api/v1/id-tags/{Uri.EscapeDataString(tag.Id)}");

    private static Tagged<IdTagView> Shown(IdTagReader tags, IdTag tag) => new(tags.ViewOf(tag), tag.Revision);

    /// <summary>A status is not cleared: there is always one.</summary>
    private static bool IsSaid(JsonInput<IdTagInput> input, string member) => input.Has(member) && (member != "status" || input.Value.Status is not null);

    /// <summary>A body may repeat the identifier of the path, as it does when an answer is sent back, but not contradict it.</summary>
    private static IdTagInput Of(string idTag, JsonInput<IdTagInput> input) =>
        input.Value.IdTag is null || input.Value.IdTag.Equals(idTag, StringComparison.OrdinalIgnoreCase)
            ? input.Value
            : throw Problems.Invalid("idTag", $"is not the one of the path, {idTag}");
}
