using Ocpp.Types;

namespace ChargePointEmulator.Authorization;

/// <summary>What the Central System last said of each idTag (§3.5.1).</summary>
internal sealed class AuthorizationCache
{
    private const int MostEntries = 100;

    /// <summary>Oldest first.</summary>
    private readonly List<(string IdTag, IdTagInfo Info)> _entries = [];

    public IdTagInfo? Find(string idTag) => _entries.Find(entry => Same(entry.IdTag, idTag)).Info;

    public void Learn(string idTag, IdTagInfo idTagInfo)
    {
        _entries.RemoveAll(entry => Same(entry.IdTag, idTag));
        if (_entries.Count >= MostEntries)
        {
            // Those that may not charge go first, then the oldest.
            var leaver = _entries.FindIndex(entry => entry.Info.Status != AuthorizationStatus.Accepted);
            _entries.RemoveAt(Math.Max(0, leaver));
        }

        _entries.Add((idTag, idTagInfo));
    }

    public void Clear() => _entries.Clear();

    public void Forget(Predicate<string> isForgotten) => _entries.RemoveAll(entry => isForgotten(entry.IdTag));

    public IReadOnlyList<AuthorizationData> Entries => [.. _entries.Select(entry => new AuthorizationData { IdTag = entry.IdTag, IdTagInfo = entry.Info })];

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
