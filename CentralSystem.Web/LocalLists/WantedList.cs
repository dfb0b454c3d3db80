using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using Ocpp.Types;

namespace CentralSystem.Web.LocalLists;

/// <summary>The entries a local authorization list should have. Lists that are alike are one object, however many Charge Points have it.</summary>
/// <param name="Entries">By idTag, in any letter case.</param>
/// <param name="Hash">Equal for equal entries; outlives the process.</param>
/// <param name="LeftOut">Entries that the Charge Point has no room for.</param>
internal sealed record WantedList(IReadOnlyDictionary<string, IdTagInfo> Entries, string Hash, int LeftOut)
{
    /// <summary>What leads from another list to this one; entries without idTagInfo are to be deleted.</summary>
    public List<AuthorizationData> ChangesFrom(WantedList held) =>
    [
        .. held.Entries.Keys.Where(idTag => !Entries.ContainsKey(idTag)).Select(idTag => new AuthorizationData { IdTag = idTag }),
        .. Entries.Where(entry => !held.Entries.TryGetValue(entry.Key, out var info) || info != entry.Value)
            .Select(entry => new AuthorizationData { IdTag = entry.Key, IdTagInfo = entry.Value }),
    ];

    public List<AuthorizationData> All() => [.. Entries.Select(entry => new AuthorizationData { IdTag = entry.Key, IdTagInfo = entry.Value })];
}

/// <summary>Finds what a list should have: every idTag that may be presented there, with the verdict it would get (OCPP 1.6 §3.5.2).</summary>
internal sealed class WantedLists(IdTagDirectory tags, IdTagJudge judge, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WeakReference<WantedList>> _lists = new();

    /// <param name="chargePoint">Whose list.</param>
    /// <param name="mostEntries">What it has room for.</param>
    public WantedList Build(ChargePointState chargePoint, int mostEntries)
    {
        var now = time.GetUtcNow();
        var entries = tags.All.Select(tag => (tag.Id, Info: EntryOf(tag, chargePoint, now))).Where(entry => entry.Info is not null);

        // Where there is not room for all, those who may charge come first; the others are refused for being unknown.
        var ordered = entries.OrderByDescending(entry => entry.Info!.Status == AuthorizationStatus.Accepted).ThenBy(entry => entry.Id, StringComparer.OrdinalIgnoreCase).ToList();
        return Shared(ordered.Take(mostEntries).ToDictionary(entry => entry.Id, entry => entry.Info!, StringComparer.OrdinalIgnoreCase), Math.Max(ordered.Count - mostEntries, 0));
    }

    /// <summary>The entry of an idTag; null for one that is not registered, or has no business there.</summary>
    public IdTagInfo? EntryOf(string idTag, ChargePointState chargePoint) =>
        tags.Find(idTag) is { } tag ? EntryOf(tag, chargePoint, time.GetUtcNow()) : null;

    private IdTagInfo? EntryOf(KnownIdTag tag, ChargePointState chargePoint, DateTimeOffset now) =>
        judge.Judge(tag, chargePoint, now) is { Reason: not RefusalReason.ChargePointNotPermitted } verdict ? verdict.ToIdTagInfo() : null;

    private WantedList Shared(Dictionary<string, IdTagInfo> entries, int leftOut)
    {
        var list = new WantedList(entries, HashOf(entries), leftOut);
        var key = string.Create(CultureInfo.InvariantCulture, $"{list.Hash}/{leftOut}");
        if (_lists.TryGetValue(key, out var known) && known.TryGetTarget(out var same))
        {
            return same;
        }

        foreach (var (gone, _) in _lists.Where(pair => !pair.Value.TryGetTarget(out _)))
        {
            _lists.TryRemove(gone, out _);
        }

        _lists[key] = new WeakReference<WantedList>(list);
        return list;
    }

    private static string HashOf(Dictionary<string, IdTagInfo> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (idTag, info) in entries.OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{idTag}\n{info.Status}\n{info.ParentIdTag}\n{info.ExpiryDate?.ToUnixTimeMilliseconds()}\n")));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
