using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Users and their sessions in memory: no request reads the database to know who asks, and what ends a session ends it at once.</summary>
internal sealed class UserDirectory(IOptions<AccessOptions> options, TimeProvider time) : IMirror
{
    private readonly ConcurrentDictionary<int, UserState> _users = new();
    private readonly ConcurrentDictionary<string, SessionState> _sessions = new(StringComparer.Ordinal);

    public TimeSpan LongestSession { get; } = TimeSpan.FromHours(options.Value.SessionMaxHours);

    public UserState? Find(string name) => _users.Values.FirstOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose session it is; null when it has ended.</summary>
    public UserState? FindBySession(string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && time.GetUtcNow() - session.StartedAt < LongestSession
            && _users.TryGetValue(session.UserKey, out var user) && user.Enabled
            ? user
            : null;

    public void Set(User user) => _users[user.Key] = UserState.Of(user);

    /// <summary>The same password is kept under another hash.</summary>
    public void Rehashed(int key, string? newHash)
    {
        if (newHash is not null && _users.TryGetValue(key, out var user))
        {
            _users[key] = user with { PasswordHash = newHash };
        }
    }

    public void Remove(int key)
    {
        _users.TryRemove(key, out _);
        EndSessions(key);
    }

    public void Add(LoginSession session) => _sessions[session.Id] = new SessionState(session.UserKey, session.StartedAt);

    /// <summary>When the open sessions of a user began, newest first.</summary>
    public IEnumerable<(string Id, DateTimeOffset StartedAt)> SessionsOf(int userKey)
    {
        var oldest = time.GetUtcNow() - LongestSession;
        return _sessions.Where(session => session.Value.UserKey == userKey && session.Value.StartedAt > oldest)
            .Select(session => (session.Key, session.Value.StartedAt)).OrderByDescending(session => session.StartedAt);
    }

    public void EndSession(string sessionId) => _sessions.TryRemove(sessionId, out _);

    /// <summary>Ends the sessions of a user, all but one where it is named.</summary>
    public void EndSessions(int userKey, string? except = null)
    {
        foreach (var (id, session) in _sessions)
        {
            if (session.UserKey == userKey && id != except)
            {
                _sessions.TryRemove(id, out _);
            }
        }
    }

    /// <summary>Forgets sessions that began before an instant.</summary>
    public void Forget(DateTimeOffset startedBefore)
    {
        foreach (var (id, _) in _sessions.Where(session => session.Value.StartedAt < startedBefore))
        {
            _sessions.TryRemove(id, out _);
        }
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var user in db.Users)
        {
            Set(user);
        }

        foreach (var session in db.LoginSessions)
        {
            Add(session);
        }
    }

    private sealed record SessionState(int UserKey, DateTimeOffset StartedAt);
}

/// <summary>What memory knows of a user.</summary>
internal sealed record UserState(int Key, string Name, Role Role, bool Enabled, string PasswordHash)
{
    public static UserState Of(User user) => new(user.Key, user.Name, user.Role, user.Enabled, user.PasswordHash);
}
