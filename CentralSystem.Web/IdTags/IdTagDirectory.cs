using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Every registered idTag and group in memory, found in any letter case (CiString20Type).</summary>
internal sealed class IdTagDirectory : IMirror
{
    private readonly ConcurrentDictionary<string, KnownIdTag> _tags = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, KnownIdTag> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells of an idTag whose verdict may have changed; null for many at once. On the storage writer's thread.</summary>
    public event Action<string?>? Changed;

    /// <summary>All registered idTags, in no order.</summary>
    public IEnumerable<KnownIdTag> All => _tags.Select(pair => pair.Value);

    /// <summary>All groups that are described, in no order.</summary>
    public IEnumerable<KnownIdTag> Groups => _groups.Select(pair => pair.Value);

    public KnownIdTag? Find(string idTag) => _tags.GetValueOrDefault(idTag);

    /// <summary>What holds for the tags of a group; null when nothing more is said of it.</summary>
    public KnownIdTag? FindGroup(string? parentIdTag) => parentIdTag is null ? null : _groups.GetValueOrDefault(parentIdTag);

    /// <summary>The idTags of a group.</summary>
    public IEnumerable<string> MembersOf(string parentIdTag) => _members.TryGetValue(parentIdTag, out var members) ? members.Select(pair => pair.Key) : [];

    public void Set(IdTag tag)
    {
        Put(tag);
        Changed?.Invoke(tag.Id);
    }

    public void Set(IReadOnlyCollection<IdTag> tags)
    {
        foreach (var tag in tags)
        {
            Put(tag);
        }

        Changed?.Invoke(null);
    }

    public void Remove(string idTag)
    {
        if (_tags.TryRemove(idTag, out var old))
        {
            Leave(old);
            Changed?.Invoke(idTag);
        }
    }

    public void Set(IdTagGroup group)
    {
        _groups[group.ParentIdTag] = KnownOf(group);
        Changed?.Invoke(null);
    }

    public void RemoveGroup(string parentIdTag)
    {
        _groups.TryRemove(parentIdTag, out _);
        Changed?.Invoke(null);
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var tag in db.IdTags.AsNoTracking())
        {
            Put(tag);
        }

        foreach (var group in db.IdTagGroups.AsNoTracking())
        {
            _groups[group.ParentIdTag] = KnownOf(group);
        }
    }

    private void Put(IdTag tag)
    {
        if (_tags.TryGetValue(tag.Id, out var old))
        {
            Leave(old);
        }

        _tags[tag.Id] = new KnownIdTag(tag.Id, tag.Status, tag.ParentIdTag, tag.ExpiryDate, tag.MaxActiveTransactions, tag.Rules);
        if (tag.ParentIdTag is { } parent)
        {
            _members.GetOrAdd(parent, static _ => new(StringComparer.OrdinalIgnoreCase))[tag.Id] = true;
        }
    }

    private void Leave(KnownIdTag tag)
    {
        if (tag.ParentIdTag is { } parent && _members.TryGetValue(parent, out var members))
        {
            members.TryRemove(tag.Id, out _);
        }
    }

    private static KnownIdTag KnownOf(IdTagGroup group) =>
        new(group.ParentIdTag, group.Status, null, group.ExpiryDate, group.MaxActiveTransactions, group.Rules);
}

/// <summary>What the verdict on an idTag needs to know of it, or of its group.</summary>
/// <param name="Id">The idTag in its registered spelling; of a group, the parentIdTag.</param>
/// <param name="Status">The operator's verdict.</param>
/// <param name="ParentIdTag">Its group.</param>
/// <param name="ExpiryDate">Its end.</param>
/// <param name="MaxActiveTransactions">Transactions that may run at once.</param>
/// <param name="Rules">Further limits.</param>
internal sealed record KnownIdTag(
    string Id, AuthorizationStatus Status, string? ParentIdTag, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions, UsageRules? Rules);
