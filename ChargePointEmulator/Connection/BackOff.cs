using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Connection;

/// <summary>Waits between attempts to connect: doubling up to a limit, with full jitter, so that a fleet does not come back in step (OCPP-J errata §3.3).</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, SeededRandom random)
{
    private int _failures;

    /// <summary>The next wait: anything from nothing to the current ceiling.</summary>
    public TimeSpan Next()
    {
        var ceiling = Ceiling;
        _failures++;
        return ceiling * random.NextDouble();
    }

    /// <summary>Longest wait <see cref="Next"/> can give now.</summary>
    public TimeSpan Ceiling => _failures >= 30 || first * (1 << _failures) > longest ? longest : first * (1 << _failures);

    /// <summary>A boot was accepted: the next loss starts from the beginning.</summary>
    public void Reset() => _failures = 0;
}
