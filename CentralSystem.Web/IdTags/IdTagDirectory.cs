using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Every registered idTag in memory, found in any letter case (CiString20Type).</summary>
internal sealed class IdTagDirectory : IMirror
{
    private readonly ConcurrentDictionary<string, KnownIdTag> _tags = new(StringComparer.OrdinalIgnoreCase);

    public KnownIdTag? Find(string idTag) => _tags.GetValueOrDefault(idTag);

    public void Set(IdTag tag) => _tags[tag.Id] = new KnownIdTag(tag.Status, tag.ParentIdTag, tag.ExpiryDate, tag.MaxActiveTransactions);

    public void Remove(string idTag) => _tags.TryRemove(idTag, out _);

    public void Load(CentralSystemDbContext db)
    {
        foreach (var tag in db.IdTags.AsNoTracking())
        {
            Set(tag);
        }
    }
}

/// <summary>What the verdict on an idTag needs.</summary>
internal sealed record KnownIdTag(AuthorizationStatus Status, string? ParentIdTag, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions);
