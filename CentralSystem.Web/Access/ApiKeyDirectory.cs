using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>API keys in memory, found by their hash; notes their use and writes that behind.</summary>
internal sealed class ApiKeyDirectory : IMirror, IPeriodicFlush
{
    public const string BootstrapName = "bootstrap";

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ApiKeyState> _keys = new(StringComparer.Ordinal);
    private readonly GroupCommitWriter _writer;
    private readonly TimeProvider _time;
    private readonly byte[]? _bootstrapDigest;
    private readonly ApiKeyState _bootstrap = new(0, BootstrapName, Role.Admin, null, null);
    private DateTimeOffset _flushedAt;

    public ApiKeyDirectory(IOptions<AccessOptions> options, GroupCommitWriter writer, TimeProvider time)
    {
        (_writer, _time) = (writer, time);
        _bootstrapDigest = options.Value.BootstrapApiKey is { } key ? Digest(key) : null;
    }

    public static string HashOf(string key) => Convert.ToHexString(Digest(key));

    /// <summary>Whose key it is; null for nobody's, or one whose time is over.</summary>
    /// <param name="key">The key.</param>
    /// <param name="mayGuess">Whether it may be the one that people choose, which alone can be guessed.</param>
    /// <remarks>Looking a digest up tells a guesser nothing about the key; the one that people choose is compared in constant time besides.</remarks>
    public ApiKeyState? Find(string key, bool mayGuess)
    {
        var digest = Digest(key);
        if (mayGuess && _bootstrapDigest is not null && CryptographicOperations.FixedTimeEquals(_bootstrapDigest, digest))
        {
            return _bootstrap;
        }

        var now = _time.GetUtcNow();
        if (!_keys.TryGetValue(Convert.ToHexString(digest), out var found) || found.ExpiresAt <= now)
        {
            return null;
        }

        found.Used(now);
        return found;
    }

    /// <summary>When a key was used last, as far as it is not written yet.</summary>
    public DateTimeOffset? LastUseOf(string hash) => _keys.TryGetValue(hash, out var key) ? key.LastUsedAt : null;

    public void Add(ApiKey key) => _keys[key.Hash] = ApiKeyState.Of(key);

    public void Remove(string hash) => _keys.TryRemove(hash, out _);

    public void Load(CentralSystemDbContext db)
    {
        foreach (var key in db.ApiKeys)
        {
            Add(key);
        }
    }

    public Task FlushAsync() => _time.GetUtcNow() - _flushedAt < FlushInterval ? Task.CompletedTask : FlushAtEndAsync();

    public async Task FlushAtEndAsync()
    {
        var since = _flushedAt;
        _flushedAt = _time.GetUtcNow();
        var used = _keys.Values.Where(key => key.LastUsedAt >= since).Select(key => (key.Id, key.LastUsedAt!.Value)).ToArray();
        if (used.Length > 0)
        {
            await _writer.WriteAsync(new Write(used));
        }
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private sealed class Write((int Id, DateTimeOffset At)[] used) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session)
        {
            foreach (var (id, at) in used)
            {
                session.Prepared("UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1").Bind(1, id).Bind(2, at).Execute();
            }
        }
    }
}

/// <summary>What memory knows of an API key.</summary>
/// <param name="Id">Id of its row; 0 for the one of the settings.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do at most.</param>
/// <param name="Scopes">What of it; null for all.</param>
/// <param name="ExpiresAt">When its time is over.</param>
internal sealed record ApiKeyState(int Id, string Name, Role Role, IReadOnlySet<string>? Scopes, DateTimeOffset? ExpiresAt)
{
    private long _lastUsed;

    public DateTimeOffset? LastUsedAt => Interlocked.Read(ref _lastUsed) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public static ApiKeyState Of(ApiKey key) => new(key.Id, key.Name, key.Role, key.Scopes?.Split(' ').ToHashSet(StringComparer.Ordinal), key.ExpiresAt);

    public void Used(DateTimeOffset at) => Interlocked.Exchange(ref _lastUsed, at.ToUnixTimeMilliseconds());
}
