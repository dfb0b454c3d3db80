using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.IdTags;

/// <summary>Describes groups of idTags; the next Authorize of each of their tags is judged by what stands here.</summary>
internal sealed class IdTagGroupRegister(GroupCommitWriter writer, IdTagDirectory directory, EnergyBudgets budgets, TimeProvider time)
{
    /// <remarks>Errors: <see cref="ProblemException"/> when there is one already.</remarks>
    public async Task<IdTagGroup> CreateAsync(string parentIdTag, IdTagGroupInput input)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var created = await writer.ChangeAsync(db => Find(db, parentIdTag) is null ? Add(db, parentIdTag, input, caller, now) : null, SetIfAny);
        return await TrackedAsync(created ?? throw Problems.Conflict($"The group {parentIdTag} is there already."));
    }

    /// <summary>Creates the group, or replaces everything that is said of it.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it was changed meanwhile.</remarks>
    public async Task<(IdTagGroup Group, bool IsNew)> PutAsync(string parentIdTag, IdTagGroupInput input, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var put = await writer.ChangeAsync(
            db => Find(db, parentIdTag) is { } group
                ? (Group: Change(db, group, input, static _ => true, expected, caller, now), IsNew: false)
                : (Group: Add(db, parentIdTag, input, caller, now), IsNew: true),
            put => directory.Set(put.Group));
        await TrackedAsync(put.Group);
        return put;
    }

    /// <summary>Changes what is said; what is not said stays.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, or it was changed meanwhile.</remarks>
    public async Task<IdTagGroup> ChangeAsync(string parentIdTag, IdTagGroupInput input, Func<string, bool> says, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var changed = await writer.ChangeAsync(
            db => Find(db, parentIdTag) is { } group ? Change(db, group, input, says, expected, caller, now) : null, SetIfAny);
        return await TrackedAsync(changed ?? throw Unknown(parentIdTag));
    }

    /// <summary>Removes what is said of the group; its tags stay, and stay a group.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, or it was changed meanwhile.</remarks>
    public async Task DeleteAsync(string parentIdTag, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var deleted = await writer.ChangeAsync(
            db =>
            {
                if (Find(db, parentIdTag) is not { } group)
                {
                    return false;
                }

                expected.Check(group);
                db.IdTagGroups.Remove(group);
                db.Audit(caller, now, "id-tag-group.deleted", group.ParentIdTag);
                return true;
            },
            _ => directory.RemoveGroup(parentIdTag));
        if (!deleted)
        {
            throw Unknown(parentIdTag);
        }
    }

    internal static ProblemException Unknown(string parentIdTag) => Problems.NotFound($"No group {parentIdTag} is described.");

    private static IdTagGroup? Find(CentralSystemDbContext db, string parentIdTag) => db.IdTagGroups.SingleOrDefault(g => g.ParentIdTag == parentIdTag);

    private static IdTagGroup Add(CentralSystemDbContext db, string parentIdTag, IdTagGroupInput input, Caller caller, DateTimeOffset now)
    {
        if (!new PrintableTextAttribute(IdTag.MaxIdLength) { IsName = true }.IsValid(parentIdTag))
        {
            throw Problems.Invalid("parentIdTag", $"must be 1 to {IdTag.MaxIdLength} printable characters");
        }

        var group = new IdTagGroup { ParentIdTag = parentIdTag, CreatedAt = now, UpdatedAt = now };
        input.ApplyTo(group, static _ => true);
        db.IdTagGroups.Add(group);
        db.Audit(caller, now, "id-tag-group.created", parentIdTag, input with { ParentIdTag = null });
        return group;
    }

    private static IdTagGroup Change(
        CentralSystemDbContext db, IdTagGroup group, IdTagGroupInput input, Func<string, bool> says, ExpectedRevision expected, Caller caller, DateTimeOffset now)
    {
        expected.Check(group);
        input.ApplyTo(group, says);
        group.UpdatedAt = now;
        db.Audit(caller, now, "id-tag-group.changed", group.ParentIdTag, input with { ParentIdTag = null });
        db.SaveChanges();
        return group;
    }

    private async Task<IdTagGroup> TrackedAsync(IdTagGroup group)
    {
        await budgets.TrackAsync(directory.MembersOf(group.ParentIdTag), CancellationToken.None);
        return group;
    }

    private void SetIfAny(IdTagGroup? group)
    {
        if (group is not null)
        {
            directory.Set(group);
        }
    }
}
