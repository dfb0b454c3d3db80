using CentralSystem.Web.Api;
using CentralSystem.Web.Connections.Limits;

namespace CentralSystem.Web.Access;

/// <summary>Makes guessing passwords slow: after some failures each further try must wait twice as long as the one before.</summary>
/// <remarks>
/// Counted three ways. A name at an address locks soon, which stops a person or a script at one place. An address locks after
/// more, which stops trying many names. A name from everywhere locks late, briefly, and never for addresses its user logged in
/// from lately: strangers all over the world cannot shut the real user out. Codes of a second factor are counted by name alone and lock soon, since they
/// are short; only who knows the password comes to be counted there.
/// </remarks>
internal sealed class LoginThrottle(TimeProvider time)
{
    private readonly FailureCounter _pairs = new(time, free: 5, longest: TimeSpan.FromMinutes(15));
    private readonly FailureCounter _addresses = new(time, free: 20, longest: TimeSpan.FromMinutes(15));
    private readonly FailureCounter _names = new(time, free: 50, longest: TimeSpan.FromSeconds(30));
    // Remembered for a day, so that whoever waits until the failures are forgotten gains nothing by it.
    private readonly FailureCounter _codes = new(time, free: 5, longest: TimeSpan.FromHours(1), memory: TimeSpan.FromDays(1));
    private readonly FailureCounter _setUps = new(time, free: 5, longest: TimeSpan.FromHours(1), memory: TimeSpan.FromDays(1));
    private readonly FailureCounter _known = new(time, free: int.MaxValue, longest: TimeSpan.Zero, memory: TimeSpan.FromDays(30));

    /// <summary>Lets a try begin and counts it as failed until <see cref="Succeeded"/>, so that tries at the same moment count, too.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (429) with the seconds to wait.</remarks>
    public void Begin(string name, string? address)
    {
        var (pair, place) = KeysOf(name, address);
        var isKnown = _known.Contains(pair);
        var wait = Max(_pairs.Wait(pair), Max(_addresses.Wait(place), isKnown ? TimeSpan.Zero : _names.Wait(name)));
        if (wait > TimeSpan.Zero)
        {
            throw TooMany(wait);
        }

        _pairs.Add(pair);
        _addresses.Add(place);
        if (!isKnown)
        {
            _names.Add(name);
        }
    }

    /// <summary>The try that began last was right.</summary>
    public void Succeeded(string name, string? address)
    {
        var (pair, place) = KeysOf(name, address);
        _pairs.Clear(pair);
        _addresses.TakeBack(place);
        if (!_known.Contains(pair))
        {
            _names.TakeBack(name);
        }

        _known.Add(pair);
    }

    /// <summary>The try that began last was neither right nor wrong: it goes on with a code.</summary>
    public void TakeBack(string name, string? address)
    {
        var (pair, place) = KeysOf(name, address);
        _pairs.TakeBack(pair);
        _addresses.TakeBack(place);
        if (!_known.Contains(pair))
        {
            _names.TakeBack(name);
        }
    }

    /// <summary>Lets a try of a code begin and counts it as failed until <see cref="CodeWasRight"/>.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (429) with the seconds to wait.</remarks>
    public void BeginCode(string name) => Begin(_codes, name);

    public void CodeWasRight(string name) => _codes.Clear(name);

    /// <summary>The same for the first code of a second factor that is set up: who is logged in already must not use up the tries of logins.</summary>
    public void BeginSetUp(string name) => Begin(_setUps, name);

    public void SetUpWasRight(string name) => _setUps.Clear(name);

    public static ProblemException TooMany(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        return new(new Problem(StatusCodes.Status429TooManyRequests, "too-many-logins", "Too many failed logins", $"Try again in {seconds} s.")
        {
            Members = { ["retryAfterSeconds"] = seconds },
            RetryAfterSeconds = seconds,
        });
    }

    private static void Begin(FailureCounter counter, string name)
    {
        if (counter.TryAdd(name) is { Ticks: > 0 } wait)
        {
            throw TooMany(wait);
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static (string Pair, string Place) KeysOf(string name, string? address)
    {
        var place = NetworkPlace.Of(address);
        return ($"{name}\n{place}", place);
    }
}
