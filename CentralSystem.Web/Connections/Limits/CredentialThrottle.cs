using CentralSystem.Web.Access;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Makes guessing the passwords of Charge Points slow, and shuts no honest one out.</summary>
/// <remarks>
/// An identity at an address waits longer after each wrong password; its tries elsewhere are not touched, so a stranger cannot
/// lock a Charge Point out. An address has so many wrong passwords a minute, which stops trying one password under many names;
/// Charge Points that logged in from there before do not suffer from it: thousands may share an address with one that is set up wrong.
/// </remarks>
internal sealed class CredentialThrottle(LimitOptions limits, TimeProvider time)
{
    private readonly FailureCounter _pairs = new(time, limits.FailedLogins, TimeSpan.FromMinutes(limits.LockoutMinutes));
    private readonly KeyedBuckets _addresses = new(limits.FailedLoginsPerAddressPerMinute, time);
    private readonly FailureCounter _known = new(time, free: int.MaxValue, longest: TimeSpan.Zero, memory: TimeSpan.FromDays(30), mostKeys: 100_000);

    /// <summary>How long the identity has to wait at this address; zero for not at all.</summary>
    public TimeSpan Wait(string identity, string place)
    {
        var pair = PairOf(identity, place);
        if (_pairs.Wait(pair) is { Ticks: > 0 } wait)
        {
            return wait;
        }

        return _addresses.HasRoom(place) || _known.Contains(pair) ? TimeSpan.Zero : TimeSpan.FromMinutes(1);
    }

    /// <summary>The password was wrong.</summary>
    public void Failed(string identity, string place)
    {
        _pairs.Add(PairOf(identity, place));
        _addresses.TryTake(place);
    }

    /// <summary>The password was right.</summary>
    public void Succeeded(string identity, string place)
    {
        var pair = PairOf(identity, place);
        _pairs.Clear(pair);
        _known.Add(pair);
    }

    private static string PairOf(string identity, string place) => $"{identity}\n{place}";
}
