using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Scenarios;

/// <summary>One charge point of its own for a scenario, with everything it needs, from its first handshake to its last.</summary>
internal sealed class ScenarioHost : IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Scheduler _scheduler;
    private readonly LineLink _lines;
    private readonly FleetServices _services;
    private readonly Task _running;

    public ScenarioHost(EmulatorSettings settings, string identity, TimeProvider time, int framesKept, ILoggerFactory logs)
    {
        _lines = LineLink.OverWebSockets(settings, time, framesKept);
        _scheduler = new Scheduler(time, logs.CreateLogger<Scheduler>());
        _services = new FleetServices(
            settings, time, _scheduler, _lines, new ConfigurationCatalogue(settings), new LifecycleLog(logs.CreateLogger<LifecycleLog>(), settings), new PayloadLog(logs.CreateLogger<PayloadLog>(), settings));
        Driver = new ChargePointDriver(new EmulatedChargePoint(identity, 1, _services), _lines.LineOf(identity));
        _running = new ConnectionLoop(Driver.ChargePoint).RunAsync(_stop.Token);
    }

    public ChargePointDriver Driver { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // A line that is half-open answers no goodbye.
        Driver.Line.EndHalfOpen();
        await _running.WaitAsync(GoodbyeLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _services.Dispose();
        _scheduler.Dispose();
        _stop.Dispose();
    }
}
