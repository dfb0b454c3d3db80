using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Access;

/// <summary>Collects refused logins and writes them behind, into the audit trail; those of names that nobody has are counted together once there are many.</summary>
/// <remarks>
/// Whoever has a name is guarded by the waits of <see cref="LoginThrottle"/>, which bound the entries as well. Names can be invented without end, from addresses
/// without end: what goes beyond a few is one entry for each minute, so that no guessing fills the disk or hides what else happened.
/// No answer waits for its entry, since that would tell by its time whether there is such a user.
/// </remarks>
internal sealed class RefusedLogins(GroupCommitWriter writer, TimeProvider time) : IPeriodicFlush
{
    /// <summary>Entries of their own that unknown names get at once, and again within an hour.</summary>
    internal const int EntriesPerHour = 60;

    private const string Action = "session.refused";

    /// <summary>The name is kept only where there is such a user: people type passwords into the wrong field.</summary>
    private const string UnknownName = "(unknown name)";

    /// <summary>Addresses that are told apart in one entry.</summary>
    private const int MostAddresses = 1_000;

    private static readonly TimeSpan CountedTogether = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Refusal> _pending = [];
    private readonly HashSet<string> _addresses = [];
    private TokenBucket _entries = TokenBucket.Full(EntriesPerHour, time.GetTimestamp());
    private DateTimeOffset _firstAt;
    private DateTimeOffset _lastAt;
    private long _count;

    /// <summary>Takes in a refused login.</summary>
    /// <param name="user">Whose name it was; null for a name that nobody has.</param>
    /// <param name="address">Where it came from.</param>
    public void Add(UserState? user, string? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (user is not null || TakeEntry())
            {
                _pending.Add(new Refusal(now, user?.Name ?? UnknownName, address, null));
                return;
            }

            _firstAt = _count == 0 ? now : _firstAt;
            _lastAt = now;
            _count++;
            if (_addresses.Count < MostAddresses)
            {
                _addresses.Add(NetworkPlace.Of(address));
            }
        }
    }

    /// <summary>Writes what came; what is counted together, once a minute.</summary>
    public Task FlushAsync() => FlushAsync(CountedTogether);

    public Task FlushAtEndAsync() => FlushAsync(TimeSpan.Zero);

    private async Task FlushAsync(TimeSpan age)
    {
        var refusals = Taken(age);
        if (refusals.Count > 0)
        {
            await writer.ChangeAsync(db =>
            {
                foreach (var refusal in refusals)
                {
                    db.Audit(new Caller(CallerKind.Anonymous, "anonymous", Role.Viewer, refusal.Address), refusal.At, Action, refusal.Name, refusal.Counted);
                }

                return refusals.Count;
            });
        }
    }

    private List<Refusal> Taken(TimeSpan age)
    {
        lock (_lock)
        {
            List<Refusal> taken = [.. _pending];
            _pending.Clear();
            if (_count > 0 && time.GetUtcNow() - _firstAt >= age)
            {
                taken.Add(new Refusal(_firstAt, UnknownName, null, new Counted(_count, _addresses.Count, _lastAt)));
                _count = 0;
                _addresses.Clear();
            }

            return taken;
        }
    }

    private bool TakeEntry()
    {
        _entries.Refill(time.GetTimestamp(), EntriesPerHour, EntriesPerHour / TimeSpan.FromHours(1).TotalSeconds, time.TimestampFrequency);
        var hasRoom = _entries.Tokens >= 1;
        _entries.Tokens -= hasRoom ? 1 : 0;
        return hasRoom;
    }

    private sealed record Refusal(DateTimeOffset At, string Name, string? Address, Counted? Counted);

    /// <summary>Detail of an entry that stands for several.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Addresses">From how many addresses, 1000 at most.</param>
    /// <param name="LastAt">When the last one was.</param>
    private sealed record Counted(long Count, int Addresses, DateTimeOffset LastAt);
}
