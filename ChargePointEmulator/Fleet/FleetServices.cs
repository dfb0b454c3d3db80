using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Firmware;
using ChargePointEmulator.Settings;
using ChargePointEmulator.State;
using Ocpp.Rpc;

namespace ChargePointEmulator.Fleet;

/// <summary>What all charge points of the process share; nothing in it belongs to one of them.</summary>
internal sealed class FleetServices(
    EmulatorSettings settings, TimeProvider time, Scheduler scheduler, ICentralSystemLink link, ConfigurationCatalogue catalogue, LifecycleLog log, PayloadLog payloadLog) : IDisposable
{
    public EmulatorSettings Settings { get; } = settings;

    public TimeProvider Time { get; } = time;

    public Scheduler Scheduler { get; } = scheduler;

    public ICentralSystemLink Link { get; } = link;

    public ConfigurationCatalogue Catalogue { get; } = catalogue;

    public LifecycleLog Log { get; } = log;

    public PayloadLog PayloadLog { get; } = payloadLog;

    /// <summary>Spreads the handshakes; fleets that reach for the same Central System may share one.</summary>
    public ConnectPace ConnectPace { get; init; } = new(settings.ConnectRatePerSecond, time);

    /// <summary>Told of what passes on the wire; null where nobody measures.</summary>
    public IFleetObserver? Observer { get; init; }

    public CallDispatcher<EmulatedChargePoint> Dispatcher { get; } = IncomingActions.Dispatcher();

    public OcppConnectionOptions ConnectionOptions { get; } = new();

    /// <summary>Told under the lock when the status of a connector changed; 0 is the charge point itself.</summary>
    public Action<EmulatedChargePoint, int>? StatusChanged { get; set; }

    /// <summary>What outlives the process; null keeps nothing.</summary>
    public StateStore? Store { get; } = settings.State is { } folder ? new StateStore(folder) : null;

    /// <summary>Downloads and uploads of the whole fleet.</summary>
    public FileTransfers Files { get; } = new(settings);

    public void Dispose()
    {
        Store?.Dispose();
        Files.Dispose();
    }
}
