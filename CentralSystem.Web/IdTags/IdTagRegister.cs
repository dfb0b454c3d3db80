using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.IdTags;

/// <summary>Creates, changes and removes idTags; the next Authorize is judged by what stands here.</summary>
internal sealed class IdTagRegister(GroupCommitWriter writer, IdTagDirectory directory, EnergyBudgets budgets, TimeProvider time)
{
    private const string Created = "id-tag.created";

    /// <remarks>Errors: <see cref="ProblemException"/> when there is one already.</remarks>
    public async Task<IdTag> CreateAsync(string idTag, IdTagInput input)
    {
        Check(idTag);
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var created = await writer.ChangeAsync(db => Find(db, idTag) is null ? Add(db, idTag, input, caller, now, Created) : null, SetIfAny);
        return await TrackedAsync(created ?? throw Problems.Conflict($"The idTag {idTag} is registered already."));
    }

    /// <summary>Creates the idTag, or replaces everything that is said of it.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it was changed meanwhile.</remarks>
    public async Task<(IdTag Tag, bool IsNew)> PutAsync(string idTag, IdTagInput input, ExpectedRevision expected)
    {
        Check(idTag);
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var put = await writer.ChangeAsync(
            db => Find(db, idTag) is { } tag
                ? (Tag: Change(db, tag, input, static _ => true, expected, caller, now, "id-tag.replaced"), IsNew: false)
                : (Tag: Add(db, idTag, input, caller, now, Created), IsNew: true),
            put => directory.Set(put.Tag));
        await TrackedAsync(put.Tag);
        return put;
    }

    /// <summary>Changes what is said; what is not said stays.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, or it was changed meanwhile.</remarks>
    public async Task<IdTag> ChangeAsync(string idTag, IdTagInput input, Func<string, bool> says, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var changed = await writer.ChangeAsync(
            db => Find(db, idTag) is { } tag ? Change(db, tag, input, says, expected, caller, now, "id-tag.changed") : null, SetIfAny);
        return await TrackedAsync(changed ?? throw Unknown(idTag));
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, or it was changed meanwhile.</remarks>
    public async Task DeleteAsync(string idTag, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var deleted = await writer.ChangeAsync(
            db =>
            {
                if (Find(db, idTag) is not { } tag)
                {
                    return false;
                }

                expected.Check(tag);
                db.IdTags.Remove(tag);
                db.Audit(caller, now, "id-tag.deleted", tag.Id);
                return true;
            },
            _ => directory.Remove(idTag));
        if (!deleted)
        {
            throw Unknown(idTag);
        }
    }

    /// <summary>Registers an idTag from the inbox of those that were presented.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it is not in the inbox, or registered already.</remarks>
    public async Task<IdTag> AdoptAsync(string idTag, IdTagInput input)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var (wasSeen, adopted) = await writer.ChangeAsync(
            db =>
            {
                if (db.UnknownIdTags.SingleOrDefault(t => t.Id == idTag) is not { } seen)
                {
                    return (WasSeen: false, Tag: null);
                }

                Check(seen.Id);
                return (WasSeen: true, Tag: Find(db, idTag) is null ? Add(db, seen.Id, input, caller, now, "id-tag.adopted") : null);
            },
            result => SetIfAny(result.Tag));
        return await TrackedAsync(adopted ?? throw (wasSeen ? Problems.Conflict($"The idTag {idTag} is registered already.") : NotInInbox(idTag)));
    }

    /// <summary>Takes an idTag out of the inbox.</summary>
    public async Task DismissAsync(string idTag)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var dismissed = await writer.ChangeAsync(db =>
        {
            if (db.UnknownIdTags.SingleOrDefault(t => t.Id == idTag) is not { } seen)
            {
                return false;
            }

            db.UnknownIdTags.Remove(seen);
            db.Audit(caller, now, "unknown-id-tag.dismissed", seen.Id);
            return true;
        });
        if (!dismissed)
        {
            throw NotInInbox(idTag);
        }
    }

    internal static ProblemException Unknown(string idTag) => Problems.NotFound($"No idTag {idTag} is registered.");

    private static ProblemException NotInInbox(string idTag) => Problems.NotFound($"No unknown idTag {idTag} was seen.");

    private static void Check(string idTag)
    {
        if (!new PrintableTextAttribute(IdTag.MaxIdLength) { IsName = true }.IsValid(idTag))
        {
            throw Problems.Invalid("idTag", $"must be 1 to {IdTag.MaxIdLength} printable characters");
        }
    }

    private static IdTag? Find(CentralSystemDbContext db, string idTag) => db.IdTags.SingleOrDefault(t => t.Id == idTag);

    private static IdTag Add(CentralSystemDbContext db, string idTag, IdTagInput input, Caller caller, DateTimeOffset now, string action)
    {
        var tag = new IdTag { Id = idTag, CreatedAt = now, UpdatedAt = now };
        input.ApplyTo(tag, static _ => true);
        db.IdTags.Add(tag);
        db.Audit(caller, now, action, idTag, input with { IdTag = null });

        // It is known from now on.
        db.UnknownIdTags.Where(t => t.Id == idTag).ExecuteDelete();
        return tag;
    }

    private static IdTag Change(
        CentralSystemDbContext db, IdTag tag, IdTagInput input, Func<string, bool> says, ExpectedRevision expected, Caller caller, DateTimeOffset now, string action)
    {
        expected.Check(tag);
        input.ApplyTo(tag, says);
        tag.UpdatedAt = now;
        db.Audit(caller, now, action, tag.Id, input with { IdTag = null });

        // Saved here, so that the revision that is given back is the one that is stored.
        db.SaveChanges();
        return tag;
    }

    private async Task<IdTag> TrackedAsync(IdTag tag)
    {
        await budgets.TrackAsync([tag.Id], CancellationToken.None);
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
