using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.IdTags;

/// <summary>Creates, changes and removes idTags; the next Authorize is judged by what stands here.</summary>
internal sealed class IdTagRegister(GroupCommitWriter writer, IdTagDirectory directory, TimeProvider time)
{
    /// <remarks>Errors: <see cref="ProblemException"/> when there is one already.</remarks>
    public async Task<IdTag> CreateAsync(string idTag, IdTagChange change)
    {
        IdTagChange.Checked(idTag);
        var now = time.GetUtcNow();
        var created = await writer.ChangeAsync(db => Find(db, idTag) is null ? Add(db, idTag, change, now) : null, SetIfAny);
        return created ?? throw Problems.Conflict($"The idTag {idTag} is registered already.");
    }

    /// <summary>Creates the idTag, or replaces everything that is said of it.</summary>
    public async Task<(IdTag Tag, bool IsNew)> PutAsync(string idTag, IdTagChange change)
    {
        IdTagChange.Checked(idTag);
        var now = time.GetUtcNow();
        return await writer.ChangeAsync(
            db =>
            {
                if (Find(db, idTag) is not { } tag)
                {
                    return (Add(db, idTag, change, now), true);
                }

                change.ReplaceIn(tag);
                tag.UpdatedAt = now;
                return (tag, false);
            },
            put => directory.Set(put.Item1));
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<IdTag> ChangeAsync(string idTag, IdTagChange change)
    {
        var now = time.GetUtcNow();
        var changed = await writer.ChangeAsync(
            db =>
            {
                if (Find(db, idTag) is { } tag)
                {
                    change.ApplyTo(tag);
                    tag.UpdatedAt = now;
                    return tag;
                }

                return null;
            },
            SetIfAny);
        return changed ?? throw Unknown(idTag);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task DeleteAsync(string idTag)
    {
        var deleted = await writer.ChangeAsync(db => db.IdTags.Where(t => t.Id == idTag).ExecuteDelete(), _ => directory.Remove(idTag));
        if (deleted == 0)
        {
            throw Unknown(idTag);
        }
    }

    /// <summary>Registers an idTag from the inbox of those that were presented.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it is not in the inbox, or registered already.</remarks>
    public async Task<IdTag> AdoptAsync(string idTag, IdTagChange change)
    {
        var now = time.GetUtcNow();
        var (wasSeen, adopted) = await writer.ChangeAsync(
            db => db.UnknownIdTags.SingleOrDefault(t => t.Id == idTag) is { } seen
                ? (true, Find(db, idTag) is null ? Add(db, IdTagChange.Checked(seen.Id), change, now) : null)
                : (false, null),
            result => SetIfAny(result.Item2));
        return adopted ?? throw (wasSeen ? Problems.Conflict($"The idTag {idTag} is registered already.") : NotInInbox(idTag));
    }

    /// <summary>Takes an idTag out of the inbox.</summary>
    public async Task DismissAsync(string idTag)
    {
        if (await writer.ChangeAsync(db => db.UnknownIdTags.Where(t => t.Id == idTag).ExecuteDelete()) == 0)
        {
            throw NotInInbox(idTag);
        }
    }

    internal static ProblemException Unknown(string idTag) => Problems.NotFound($"No idTag {idTag} is registered.");

    private static ProblemException NotInInbox(string idTag) => Problems.NotFound($"No unknown idTag {idTag} was seen.");

    private static IdTag? Find(CentralSystemDbContext db, string idTag) => db.IdTags.SingleOrDefault(t => t.Id == idTag);

    private static IdTag Add(CentralSystemDbContext db, string idTag, IdTagChange change, DateTimeOffset now)
    {
        var tag = new IdTag { Id = idTag, CreatedAt = now, UpdatedAt = now };
        change.ReplaceIn(tag);
        db.IdTags.Add(tag);

        // It is known from now on.
        db.UnknownIdTags.Where(t => t.Id == idTag).ExecuteDelete();
        return tag;
    }

    private void SetIfAny(IdTag? tag)
    {
        if (tag is not null)
        {
            directory.Set(tag);
        }
    }
}
