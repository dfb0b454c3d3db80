using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Users and their sessions in memory: no request reads the database to know who asks, and what ends a session ends it at once.</summary>
internal sealed class UserDirectory(IOptions<AccessOptions> options, TimeProvider time) : IMirror
{
    private readonly ConcurrentDictionary<int, UserState> _users = new();
    private readonly ConcurrentDictionary<string, SessionState> _sessions = new(StringComparer.Ordinal);

    private readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(options.Value.SessionIdleMinutes);

    /// <summary>Told the id of a session that has ended, whatever ended it; on the thread of whoever ended it, so return at once.</summary>
    public event Action<string>? SessionEnded;

    public TimeSpan LongestSession { get; } = TimeSpan.FromHours(options.Value.SessionMaxHours);

    public UserState? Find(int key) => _users.GetValueOrDefault(key);

    public UserState? Find(string name) => _users.Values.FirstOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose session it is; null when it has ended.</summary>
    public UserState? FindBySession(string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && !IsOver(session)
            && _users.TryGetValue(session.UserKey, out var user) && user.Enabled
            ? user
            : null;

    /// <summary>What a person has to do before anything else.</summary>
    public AccountDuty DutyOf(UserState user) =>
        user.PasswordIsTemporary ? AccountDuty.NewPassword
        : !user.HasSecondFactor && user.Role >= options.Value.SecondFactorFrom ? AccountDuty.SecondFactor
        : AccountDuty.None;

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

    /// <summary>Adds a session, used now: of one from before a restart it is not known when it was used.</summary>
    public void Add(LoginSession session) => _sessions[session.Id] = new SessionState(session.UserKey, session.StartedAt, time.GetUtcNow());

    /// <summary>Its person did something: it may rest anew. One that is over stays so.</summary>
    public void Touch(string sessionId)
    {
        if (_sessions.TryGetValue(sessionId, out var session) && !IsOver(session))
        {
            session.LastUsedAt = time.GetUtcNow();
        }
    }

    /// <summary>Its person gave the password once more.</summary>
    public void NotePassword(string sessionId)
    {
        if (_sessions.TryGetValue(sessionId, out var session))
        {
            session.PasswordAt = time.GetUtcNow();
        }
    }

    /// <summary>Whether its person gave the password lately, at the login or since.</summary>
    public bool HasFreshPassword(string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && time.GetUtcNow() - session.PasswordAt < TimeSpan.FromMinutes(options.Value.FreshPasswordMinutes);

    /// <summary>Sessions that rested too long or lasted too long.</summary>
    public IReadOnlyList<string> Overdue() => [.. _sessions.Where(session => IsOver(session.Value)).Select(session => session.Key)];

    /// <summary>When the open sessions of a user began, newest first.</summary>
    public IEnumerable<(string Id, DateTimeOffset StartedAt)> SessionsOf(int userKey) =>
        _sessions.Where(session => session.Value.UserKey == userKey && !IsOver(session.Value))
            .Select(session => (session.Key, session.Value.StartedAt)).OrderByDescending(session => session.StartedAt);

    public void EndSession(string sessionId)
    {
        if (_sessions.TryRemove(sessionId, out _))
        {
            SessionEnded?.Invoke(sessionId);
        }
    }

    /// <summary>Ends the sessions of a user, all but one where it is named.</summary>
    public void EndSessions(int userKey, string? except = null)
    {
        foreach (var (id, session) in _sessions)
        {
            if (session.UserKey == userKey && id != except)
            {
                EndSession(id);
            }
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

    private bool IsOver(SessionState session)
    {
        var now = time.GetUtcNow();
        return now - session.StartedAt >= LongestSession || now - session.LastUsedAt >= _longestIdle;
    }

    private sealed class SessionState(int userKey, DateTimeOffset startedAt, DateTimeOffset lastUsedAt)
    {
        private long _lastUsed = lastUsedAt.UtcTicks;
        private long _passwordAt = startedAt.UtcTicks;

        public int UserKey => userKey;

        public DateTimeOffset StartedAt => startedAt;

        public DateTimeOffset LastUsedAt
        {
            get => new(Interlocked.Read(ref _lastUsed), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _lastUsed, value.UtcTicks);
        }

        public DateTimeOffset PasswordAt
        {
            get => new(Interlocked.Read(ref _passwordAt), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _passwordAt, value.UtcTicks);
        }
    }
}

/// <summary>What memory knows of a user.</summary>
internal sealed record UserState(int Key, string Name, Role Role, bool Enabled, string PasswordHash)
{
    public bool PasswordIsTemporary { get; init; }

    /// <summary>The secret of the authenticator, sealed; one that is not confirmed counts for nothing.</summary>
    public string? TotpSecret { get; init; }

    public bool HasSecondFactor { get; init; }

    public static UserState Of(User user) => new(user.Key, user.Name, user.Role, user.Enabled, user.PasswordHash)
    {
        PasswordIsTemporary = user.PasswordIsTemporary,
        TotpSecret = user.TotpSecret,
        HasSecondFactor = user.SecondFactorSince is not null,
    };
}
