using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Authorization;

/// <summary>The list the Central System keeps in the charge point (§3.5.2); it changes only through SendLocalList.</summary>
internal sealed class LocalAuthorizationList
{
    private Dictionary<string, IdTagInfo> _entries = new(StringComparer.OrdinalIgnoreCase);
    private int _lastVersion;

    /// <summary>0 while the list is empty (§5.10).</summary>
    public int Version => _entries.Count == 0 ? 0 : _lastVersion;

    /// <summary>The version of the last update; it stays when an update empties the list.</summary>
    public int LastVersion => _lastVersion;

    public IReadOnlyList<AuthorizationData> Entries => [.. _entries.Select(entry => new AuthorizationData { IdTag = entry.Key, IdTagInfo = entry.Value })];

    /// <summary>Takes the list from the store.</summary>
    public void Recall(int lastVersion, IEnumerable<AuthorizationData> entries) =>
        (_lastVersion, _entries) = (lastVersion, entries.ToDictionary(entry => entry.IdTag, entry => entry.IdTagInfo!, StringComparer.OrdinalIgnoreCase));

    public IdTagInfo? Find(string idTag) => _entries.GetValueOrDefault(idTag);

    /// <summary>Takes a whole update or nothing of it.</summary>
    public UpdateStatus Update(SendLocalListRequest request, int mostPerMessage, int mostEntries)
    {
        var changes = request.LocalAuthorizationList ?? [];
        var isFull = request.UpdateType == UpdateType.Full;
        if (!isFull && request.ListVersion <= Version)
        {
            return UpdateStatus.VersionMismatch;
        }

        var isSound = request.ListVersion > 0 && request.UpdateType.Known is not null && changes.Count <= mostPerMessage
            && changes.DistinctBy(change => change.IdTag, StringComparer.OrdinalIgnoreCase).Count() == changes.Count
            && (!isFull || changes.All(change => change.IdTagInfo is not null));
        if (!isSound)
        {
            return UpdateStatus.Failed;
        }

        var entries = new Dictionary<string, IdTagInfo>(isFull ? [] : _entries, StringComparer.OrdinalIgnoreCase);
        foreach (var change in changes)
        {
            if (change.IdTagInfo is { } idTagInfo)
            {
                entries[change.IdTag] = idTagInfo;
            }
            else
            {
                entries.Remove(change.IdTag);
            }
        }

        if (entries.Count > mostEntries)
        {
            return UpdateStatus.Failed;
        }

        (_entries, _lastVersion) = (entries, request.ListVersion);
        return UpdateStatus.Accepted;
    }
}
