using System.Collections.Concurrent;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>Who is connected. The newest connection of an identity wins; an older one, ending later, leaves it alone.</summary>
internal sealed class ChargePointRegistry
{
    private static readonly TimeSpan ReplacedDrainTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ChargePointSession> _sessions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Connected Charge Points.</summary>
    public int Count => _sessions.Count;

    /// <summary>All connections, in no order; enumerated without a lock or a copy.</summary>
    public IEnumerable<ChargePointSession> All => _sessions.Select(pair => pair.Value);

    public ChargePointSession? Find(string identity) => _sessions.GetValueOrDefault(identity);

    /// <summary>Takes in a connection; the one it replaces is closed without being waited for, since it may be half-open.</summary>
    /// <returns>The replaced connection, if any.</returns>
    public ChargePointSession? Add(ChargePointSession session)
    {
        ChargePointSession? replaced = null;
        _sessions.AddOrUpdate(session.Identity, session, (_, old) =>
        {
            replaced = old;
            return session;
        });
        if (replaced is not null)
        {
            replaced.WasReplaced = true;
            _ = replaced.Connection.CloseAsync(CloseCode.GoingAway, "replaced by a newer connection", ReplacedDrainTimeout);
        }

        return replaced;
    }

    public void Remove(ChargePointSession session) => _sessions.TryRemove(KeyValuePair.Create(session.Identity, session));
}
