using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>Groups of idTags over REST.</summary>
internal static class IdTagGroupApi
{
    private const string Path = "/id-tag-groups";
    private const string OnePath = $"{Path}/{{parentIdTag}}";

    extension(RouteGroupBuilder api)
    {
        public void MapIdTagGroups()
        {
            api.MapGet(Path, ([AsParameters] IdTagGroupFilter filter, [AsParameters] PageQuery page, IdTagGroupReader groups, CancellationToken cancellationToken) =>
                groups.ListAsync(filter, page, cancellationToken)).WithSummary("Lists groups of idTags");
            api.MapPost(Path, async (JsonInput<IdTagGroupInput> input, IdTagGroupRegister register, IdTagGroupReader groups) =>
                Created(groups, await register.CreateAsync(input.Value.ParentIdTag ?? throw Problems.Invalid("parentIdTag", "is required"), input.Value)))
                .WithSummary("Describes a group of idTags").Produces<IdTagGroupView>(StatusCodes.Status201Created);
            api.MapGet(OnePath, async (string parentIdTag, IdTagGroupReader groups, CancellationToken cancellationToken) =>
            {
                var (view, revision) = await groups.GetAsync(parentIdTag, cancellationToken);
                return new Tagged<IdTagGroupView>(view, revision);
            }).WithSummary("Reads a group of idTags");
            api.MapPut(OnePath, async (
                string parentIdTag, JsonInput<IdTagGroupInput> input, ExpectedRevision expected, IdTagGroupRegister register, IdTagGroupReader groups) =>
            {
                var (group, isNew) = await register.PutAsync(parentIdTag, Of(parentIdTag, input), expected);
                return isNew ? Created(groups, group) : Shown(groups, group);
            }).WithSummary("Describes a group of idTags, or replaces everything that is said of it");
            api.MapPatch(OnePath, async (
                string parentIdTag, JsonInput<IdTagGroupInput> input, ExpectedRevision expected, IdTagGroupRegister register, IdTagGroupReader groups) =>
                Shown(groups, await register.ChangeAsync(parentIdTag, Of(parentIdTag, input), member => IsSaid(input, member), expected)))
                .WithSummary("Changes what is said of a group of idTags");
            api.MapDelete(OnePath, async (string parentIdTag, ExpectedRevision expected, IdTagGroupRegister register) =>
            {
                await register.DeleteAsync(parentIdTag, expected);
                return TypedResults.NoContent();
            }).WithSummary("Removes what is said of a group; its idTags stay");
        }
    }

    private static Tagged<IdTagGroupView> Created(IdTagGroupReader groups, IdTagGroup group) =>
        new(groups.ViewOf(group), group.Revision, StatusCodes.Status201Created, $"/api/v1{Path}/{Uri.EscapeDataString(group.ParentIdTag)}");

    private static Tagged<IdTagGroupView> Shown(IdTagGroupReader groups, IdTagGroup group) => new(groups.ViewOf(group), group.Revision);

    /// <summary>A status is not cleared: there is always one.</summary>
    private static bool IsSaid(JsonInput<IdTagGroupInput> input, string member) => input.Has(member) && (member != "status" || input.Value.Status is not null);

    private static IdTagGroupInput Of(string parentIdTag, JsonInput<IdTagGroupInput> input) =>
        input.Value.ParentIdTag is null || input.Value.ParentIdTag.Equals(parentIdTag, StringComparison.OrdinalIgnoreCase)
            ? input.Value
            : throw Problems.Invalid("parentIdTag", $"is not the one of the path, {parentIdTag}");
}
