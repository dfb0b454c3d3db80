using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Drivers;

namespace ChargePointEmulator.Check;

/// <summary>The central system that is checked, and what all cases of a run share.</summary>
internal sealed class CheckTarget(Uri url, TestData data, ChargePointSupply supply, IDriver driver, TimeSpan timeout, TimeSpan driverTimeout)
{
    private volatile bool _wasReached;

    /// <summary>Endpoint, without an identity.</summary>
    public Uri Url { get; } = url;

    public TestData Data { get; } = data;

    public ChargePointSupply Supply { get; } = supply;

    public IDriver Driver { get; } = driver;

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Longest wait for a CALL that a driver was asked for; a person takes longer than a program.</summary>
    public TimeSpan DriverTimeout { get; } = driverTimeout;

    /// <summary>Whether any charge point was ever let in.</summary>
    public bool WasReached => _wasReached;

    public void Reached() => _wasReached = true;
}
